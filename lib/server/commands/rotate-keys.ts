import { parseArgs } from "node:util";
import type { Pool } from "pg";
import { createBus } from "#lib/adapters/postgres/bus.ts";
import { KEYS_TOPIC } from "#lib/adapters/postgres/encryption-keys.ts";
import { findFirstWorkspace, giveUpKey, readRotationStatus } from "#lib/adapters/postgres/key-rotations.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import type { AuditEntry } from "#lib/application/ports/audit.ts";
import type { RotationProgress, RotationStatus } from "#lib/application/ports/key-rotation.ts";
import { errorCode } from "#lib/domain/errors.ts";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import { rotateKeys as rotate } from "#lib/server/keys/rotate.ts";
import { newId } from "#lib/server/new-id.ts";
import { readSecrets, secretsFile } from "#lib/server/secrets.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = { "dry-run": { type: "boolean" }, json: { type: "boolean" }, lost: { type: "string" } } as const;
const LOOK_MS = 500;

/** Changes the key that secrets are sealed with, beside running servers; broken off, the next one goes on. */
export const rotateKeys: Command = {
  summary:
    "changes the key that stored secrets are sealed with, beside running servers; again, after a break, it goes on",
  usage: "[--dry-run] [--json] [--lost KEY]",
  async run(args, { home, databaseUrl, print }) {
    const { "dry-run": dryRun, json, lost } = readOptions(args);
    const pool = createPool({ connectionString: databaseUrl, max: 3 });
    pool.on("error", () => {}); // at the end PostgreSQL may go before it has heard that a connection is closed
    const bus = createBus({ databaseUrl, executorId: "cli", pool, onError: () => {} });
    const show = (status: RotationStatus) => (json ? print(JSON.stringify(status)) : describe(status).forEach(print));
    try {
      if (lost !== undefined) {
        await giveUp(pool, home, lost, print);
        return 0;
      }
      if (dryRun) {
        const status = await readRotationStatus(pool);
        if (json) show(status);
        else describePlan(status).forEach(print);
        return 0;
      }
      const watch = watchProgress(pool, (line, status) => (json ? print(JSON.stringify(status)) : print(line)));
      try {
        await rotate({
          ...{ home, pool, signal: new AbortController().signal, audit: await auditOfCommand(pool) },
          announce: () => bus.publish(KEYS_TOPIC, ""),
        });
      } finally {
        await watch.end();
      }
      const status = await readRotationStatus(pool);
      show(status);
      const needed = new Set(status.keys.map(({ id }) => id));
      const idle = Object.keys((await readSecrets(home)).keyring.keys).filter((id) => !needed.has(id));
      if (idle.length > 0 && !json)
        print(
          `Take ${idle.join(", ")} out of ${secretsFile(home)}, which cannot be written here: nothing is sealed with it.`,
        );
      return status.last?.unreadable.length === 0 ? 0 : 1;
    } catch (error) {
      throw errorCode(error) === "rotation_under_way" ? new StartError(messageOf(error)) : error;
    } finally {
      await pool.end();
    }

    function describe({ keys, last }: RotationStatus): string[] {
      if (!last) return [];
      const { done, newKey, unreadable } = last;
      const result = `${done} secrets are sealed anew with the key ${newKey}. ${secretsFile(home)} has changed: back it up.`;
      if (unreadable.length === 0) return [result];
      const kept = keys.filter(({ state }) => state === "retiring").map(({ id }) => id);
      return [
        result,
        `${unreadable.length} could not be opened, so the keys ${kept.join(", ")} are kept for them. Enter these secrets again:`,
        ...unreadable.map(({ table, id }) => `  ${table} ${id}`),
      ];
    }
  },
};

function readOptions(args: string[]) {
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- rotate-keys ${rotateKeys.usage}`);
  }
}

/** For a key of which no copy exists any more: what it has sealed has to be entered again. */
async function giveUp(pool: Pool, home: string, key: string, print: CommandHost["print"]): Promise<void> {
  if (Object.hasOwn((await readSecrets(home)).keyring.keys, key))
    throw new StartError(`The key "${key}" is in ${secretsFile(home)}: nothing is lost.`);
  if (!(await readRotationStatus(pool)).keys.some(({ id }) => id === key))
    throw new StartError(`Nothing is sealed with a key "${key}".`);
  const lost = await giveUpKey(pool, key);
  print(
    `Given up with the key ${key}: ${lost.llm_configs} keys of models (enter them again), ${lost.second_factors} second factors (people turn them on again), ${lost.letters} letters.`,
  );
}

function describePlan({ keys, last, running }: RotationStatus): string[] {
  const count = (secrets: number) => `${secrets} ${secrets === 1 ? "secret" : "secrets"}`;
  return [
    "Dry run: nothing is changed.",
    ...keys.map(({ id, state, secrets }) => `${state.padEnd(8)}  ${id}  ${count(secrets)}`),
    running
      ? "A rotation is under way."
      : last && last.endedAt === null
        ? `The change to the key ${last.newKey} was broken off: the command goes on with it.`
        : `The command makes a new key and seals ${count(keys.reduce((sum, key) => sum + key.secrets, 0))} with it.`,
  ];
}

const PHASES: Record<RotationProgress["phase"], string> = {
  offering: "every process gets to know the new key",
  sealing: "sealing anew",
  retiring: "taking old keys away",
  ended: "done",
};

/** Prints what the rotation has come to, whenever that changes. */
function watchProgress(pool: Pool, print: (line: string, status: RotationStatus) => void) {
  let shown = "";
  const look = async (): Promise<void> => {
    const status = await readRotationStatus(pool).catch(() => null);
    const { last } = status ?? {};
    if (!status || !last || last.phase === "ended") return;
    const { phase, newKey, done, total, waitingFor } = last;
    const waits =
      waitingFor.length > 0 ? `; waiting for ${waitingFor.join(", ")} (its machine needs this secrets.json)` : "";
    const line = `${newKey}: ${PHASES[phase]}${total > 0 ? `, ${done} of ${total}` : ""}${waits}`;
    if (line !== shown) print(line, status);
    shown = line;
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, LOOK_MS);
  return {
    async end() {
      clearInterval(timer);
      await looking;
    },
  };
}

/** The entry in the log of the workspace that the installation began with. */
async function auditOfCommand(pool: Pool): Promise<AuditEntry | null> {
  const workspaceId = await findFirstWorkspace(pool);
  if (!workspaceId) return null;
  const id = newId();
  return {
    ...{ id, workspaceId, at: new Date().toISOString(), actor: "system:cli", userId: null, door: "cli rotate-keys" },
    ...{ correlationId: id, verb: "secrets.rotated", targetKind: "secrets", targetId: "", targetName: null },
    ...{ before: null, after: null },
  };
}
