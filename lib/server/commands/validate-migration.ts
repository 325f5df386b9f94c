import { parseArgs } from "node:util";
import {
  type Checked,
  type Side,
  type Validator,
  validateSessions,
} from "#lib/application/migration/validate-sessions.ts";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import { withMigration } from "#lib/server/migration/open-migration.ts";
import { count, createProgress } from "#lib/server/migration/progress.ts";
import { openRecords, type RecordFile } from "#lib/server/migration/read-batches.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

/** Compares a file of old sessions with what was imported from it; see docs/migrating-sessions.md. */
export const validateMigration: Command = {
  summary: "compares every session and message of a migrated file with the database; exit 1 on any difference",
  usage: "FILE.jsonl [--workspace NAME]",
  async run(args, host) {
    const asked = readInput(args);
    const file = await openRecords(asked.file);
    return withMigration(host, asked, (ctx) => validate(ctx, file, host.print));
  },
};

async function validate(ctx: Validator, file: RecordFile, print: CommandHost["print"]): Promise<number> {
  const progress = createProgress({ output: process.stderr, size: file.size, print });
  const [fromFile, fromDatabase] = [createSums(ctx), createSums(ctx)];
  const sums = { read: 0, differences: 0, goneOn: 0 };
  const complain = (line: number, what: string): void => {
    sums.differences++;
    progress.print(`line ${line}: ${what}`);
  };
  const note = ({ line, recordId, differences, file, database, goneOn }: Checked): void => {
    for (const difference of differences) complain(line, `session ${recordId}: ${difference}`);
    fromFile.add(file);
    fromDatabase.add(database);
    sums.goneOn += goneOn ? 1 : 0;
  };
  const start = performance.now();
  for await (const { records, problems, end } of file.batches(false)) {
    for (const one of await validateSessions({ ctx, input: { records } })) note(one);
    for (const { line, reason } of problems) complain(line, `is not in the workspace: ${reason}`);
    sums.read += records.length + problems.length;
    progress.at(sums.read, end);
  }
  progress.end();
  print(`${count(sums.read)} records in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  compare(print, fromFile.result(), fromDatabase.result());
  if (sums.goneOn > 0)
    print(`${count(sums.goneOn)} sessions have gone on since they were imported: their beginnings were compared.`);
  print(sums.differences === 0 ? "No difference." : `${count(sums.differences)} differences.`);
  return sums.differences === 0 ? 0 : 1;
}

/** What is counted of one side, and a digest over all its messages in the order of the file. */
function createSums({ digests }: Validator) {
  const users = new Set<string>();
  const counts = new Map<string, number>();
  const add = (name: string, number = 1): void => void counts.set(name, (counts.get(name) ?? 0) + number);
  let digest = "";
  return {
    add(side: Side | null): void {
      if (!side) return;
      users.add(side.user);
      add("sessions");
      add(`  ${side.status}`);
      add(`  of ${side.slug}`);
      if (side.isActive) add("active with agents");
      add("messages", side.messages);
      digest = digests.sha256([digest, ...side.items].join("\n"));
    },
    result: () => ({ counts: new Map([["users", users.size], ...counts]), digest }),
  };
}

type Sums = ReturnType<ReturnType<typeof createSums>["result"]>;

function compare(print: CommandHost["print"], file: Sums, database: Sums): void {
  const names = [...new Set([...file.counts.keys(), ...database.counts.keys()])];
  const order = ["users", "sessions", "  ", "active with agents", "messages"];
  const rank = (name: string): number => order.findIndex((one) => name.startsWith(one));
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const row = (name: string, one: string, other: string): void =>
    print(`  ${name.padEnd(24)}${one.padStart(14)}${other.padStart(14)}${one === other ? "" : "  differs"}`.trimEnd());
  print(`  ${"".padEnd(24)}${"file".padStart(14)}${"database".padStart(14)}`);
  for (const name of names) row(name, count(file.counts.get(name) ?? 0), count(database.counts.get(name) ?? 0));
  row("digest of the messages", file.digest.slice(0, 12), database.digest.slice(0, 12));
}

function readInput(args: string[]) {
  try {
    const options = { workspace: { type: "string" } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new Error("Name one file.");
    return { file, workspace: values.workspace };
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- validate-migration ${validateMigration.usage}`);
  }
}
