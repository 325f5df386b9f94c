import { parseArgs } from "node:util";
import { withoutWriting } from "#lib/application/migration/dry-run.ts";
import { importSessions } from "#lib/application/migration/import-sessions.ts";
import { type Importer, isLeftOut, type Outcome } from "#lib/application/migration/importer.ts";
import type { MigrationStore } from "#lib/application/ports/migration.ts";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import { withMigration } from "#lib/server/migration/open-migration.ts";
import { count, createProgress, type Progress } from "#lib/server/migration/progress.ts";
import { type Batch, openRecords, type RecordFile } from "#lib/server/migration/read-batches.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = {
  workspace: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
  "create-users": { type: "boolean", default: false },
} as const;

/** Brings sessions of an old system in; see docs/migrating-sessions.md. */
export const migrateSessions: Command = {
  summary: "imports sessions of an old system; the same file again imports what is missing",
  usage: "FILE.jsonl [--workspace NAME] [--dry-run] [--strict] [--create-users]",
  async run(args, host) {
    const asked = readInput(args);
    const records = await openRecords(asked.file);
    if (asked.dryRun) host.print("Dry run: nothing is written.");
    return withMigration(host, asked, (ctx) => migrate(ctx, records, asked, host.print));
  },
};

type Asked = Pick<ReturnType<typeof readInput>, "dryRun" | "strict" | "createUsers">;

async function migrate(
  importer: Importer,
  file: RecordFile,
  { dryRun, strict, createUsers }: Asked,
  print: CommandHost["print"],
): Promise<number> {
  const progress = createProgress({ output: process.stderr, size: file.size, print });
  const tally = createTally();
  const ctx = { ...importer, store: counting(dryRun ? withoutWriting(importer.store) : importer.store, tally) };
  const start = performance.now();
  const handle = async ({ records, problems, end }: Batch): Promise<boolean> => {
    const imported = await importSessions({ ctx, input: { records, createUsers, strict } });
    const refused = problems.map((problem): Outcome => ({ ...problem, kind: "refused" }));
    const isCut = strict && imported.some(isLeftOut);
    const outcomes = [...imported, ...(isCut ? [] : refused)].sort((a, b) => a.line - b.line);
    for (const outcome of outcomes) note(outcome, tally, progress);
    progress.at(tally.read, end);
    return strict && outcomes.some(isLeftOut);
  };

  // While one batch is being written, the next one is read.
  let running = Promise.resolve(false);
  for await (const batch of file.batches(strict)) {
    if (await running) break;
    running = handle(batch);
    running.catch(() => {}); // it is awaited, but perhaps only later
  }
  const stopped = await running;
  progress.end();
  if (tally.imported + tally.stopped > 0) await ctx.store.finish();
  report(print, tally, { dryRun, seconds: (performance.now() - start) / 1000 });
  if (stopped) print("Stopped at the first line that could not be imported (--strict). What came before stays.");
  return stopped ? 1 : 0;
}

const createTally = () => ({ read: 0, imported: 0, stopped: 0, known: 0, changed: 0, refused: 0, users: 0 });
type Tally = ReturnType<typeof createTally>;

const counting = (store: MigrationStore, tally: Tally): MigrationStore => ({
  ...store,
  addPeople: async (people) => {
    await store.addPeople(people);
    tally.users += people.length;
  },
});

function note({ line, kind, reason }: Outcome, tally: Tally, progress: Progress): void {
  tally.read++;
  tally[kind]++;
  if (kind === "stopped") progress.print(`line ${line}: imported as stopped: ${reason}`);
  else if (reason) progress.print(`line ${line}: ${reason}`);
}

function report(
  print: CommandHost["print"],
  tally: Tally,
  { dryRun, seconds }: { dryRun: boolean; seconds: number },
): void {
  const line = (name: string, number: number, more = ""): void =>
    print(`  ${name.padEnd(16)}${count(number).padStart(11)}${more}`);
  const { read, stopped, known, changed, refused, users } = tally;
  const imported = tally.imported + stopped;
  print(`${count(read)} records in ${seconds.toFixed(1)} s`);
  line(dryRun ? "to be imported" : "imported", imported);
  if (stopped > 0) line("  as stopped", stopped, "  active ones of agents that work on one at a time");
  line("already there", known);
  line("different", changed, changed > 0 ? "  there with other content: left as they are" : "");
  line("left out", refused);
  if (users > 0) line("users", users, dryRun ? "  to be made" : "  made: each can sign in once invited");
  if (imported + changed + refused === 0) print("Nothing had to be done.");
}

function readInput(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true, strict: true });
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new Error("Name one file.");
    const { workspace, strict } = values;
    return { file, workspace, strict, dryRun: values["dry-run"], createUsers: values["create-users"] };
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- migrate-sessions ${migrateSessions.usage}`);
  }
}
