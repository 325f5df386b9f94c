import { parseArgs } from "node:util";
import pg from "pg";
import { verifyAudit as verify } from "#lib/adapters/postgres/audit-verification.ts";
import type { AuditVerification } from "#lib/application/ports/audit.ts";
import type { Command } from "#lib/server/commands/command.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = { workspace: { type: "string" }, head: { type: "string" } } as const;

const WORKSPACES = `select id, name from workspaces where $1::text is null or name = $1 or id::text = lower($1)
  order by created_at, id`;

/** Recomputes audit logs in this process; exit 1 on the first entry of any that does not fit. */
export const verifyAudit: Command = {
  summary:
    "recomputes every hash of the audit logs and names the first entry that does not fit; prints each log's head",
  usage: "[--workspace NAME|ID] [--head NUMBER:HASH, as printed before]",
  async run(args, { databaseUrl, print }) {
    const { workspace, kept } = readOptions(args);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
    pool.on("error", () => {}); // at the end PostgreSQL may go before it has heard that a connection is closed
    try {
      const { rows } = await pool.query<{ id: string; name: string }>(WORKSPACES, [workspace ?? null]);
      if (rows.length === 0) throw new StartError(`There is no workspace "${workspace ?? ""}".`);
      if (kept && rows.length > 1) throw new StartError("A head belongs to one log: name its workspace by its id.");
      let whole = true;
      for (const { id, name } of rows) {
        const result = await verify(pool, id, kept);
        whole &&= result.fault === null;
        print(describe(id, name, result));
      }
      return whole ? 0 : 1;
    } finally {
      await pool.end();
    }
  },
};

function describe(id: string, name: string, { entries, since, head, fault }: AuditVerification): string {
  // A name is what people have written: it stays on its line.
  const title = `${name.replaceAll(/\p{Cc}/gu, " ")} (${id})`;
  if (fault) return `BAD  ${title}: entry ${fault.sequence}: ${fault.reason}`;
  if (!head) return `ok   ${title}: no entries`;
  return `ok   ${title}: ${entries} entries, whole since ${since}, head ${head.sequence}:${head.hash}`;
}

function readOptions(args: string[]) {
  try {
    const { workspace, head } = parseArgs({ args, options, strict: true }).values;
    if (head === undefined) return { workspace, kept: undefined };
    const [, sequence, hash] = /^(\d+):([0-9a-f]{64})$/.exec(head) ?? [];
    if (!sequence || !hash) throw new Error("--head takes NUMBER:HASH, as this command has printed it.");
    if (workspace === undefined) throw new Error("--head needs --workspace.");
    return { workspace, kept: { sequence: Number(sequence), hash } };
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- verify-audit ${verifyAudit.usage}`);
  }
}
