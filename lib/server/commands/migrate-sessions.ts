import { parseArgs } from "node:util";
import { digests } from "#lib/adapters/crypto/digests.ts";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { createMigrationStore } from "#lib/adapters/postgres/migration-store.ts";
import { createPool } from "#lib/adapters/postgres/pool.ts";
import { withoutWriting } from "#lib/application/migration/dry-run.ts";
import { importSessions } from "#lib/application/migration/import-sessions.ts";
import { type Importer, isLeftOut, type Outcome } from "#lib/application/migration/importer.ts";
import type { MigrationStore } from "#lib/application/ports/migration.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import { openWorkspace } from "#lib/server/migration/open-workspace.ts";
import { count, createProgress, type Progress } from "#lib/server/migration/progress.ts";
import { type Batch, openRecords, type RecordFile } from "#lib/server/migration/read-batches.ts";
import { newId } from "#lib/server/new-id.ts";
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
    const { file, ...asked } = readInput(args);
    const records = await openRecords(file);
    const pool = createPool({ connectionString: host.databaseUrl, max: 8 });
    pool.on("error", () => {}); // an idle connection; what is lost in a query rejects there
    try {
      const workspace = await openWorkspace(pool, asked.workspace);
      const store = createMigrationStore({
        pool,
        store: createStore(pool, () => {}),
        agents: createAgentReads(pool),
        workspaceId: workspace.id,
      });
      host.print(`${asked.dryRun ? "Dry run: nothing is written. " : ""}Workspace ${workspace.name}, ${file}`);
      return await run({ ...asked, workspaceId: workspace.id, store, records, host });
    } finally {
      await pool.end();
    }
  },
};

interface Run {
  workspaceId: string;
  store: MigrationStore;
  records: RecordFile;
  host: CommandHost;
  dryRun: boolean;
  strict: boolean;
  createUsers: boolean;
}

async function run({ workspaceId, store, records, host, dryRun, strict, createUsers }: Run): Promise<number> {
  const progress = createProgress({ output: process.stderr, size: records.size, print: host.print });
  const tally = createTally();
  let made = 0;
  const opened = dryRun ? withoutWriting(store) : store;
  const ctx: Importer = {
    workspaceId,
    newId,
    digests,
    now: () => new Date().toISOString(),
    catalog: createCatalog({ testAgent: host.env.THROUGHLINE_TEST_AGENT }),
    store: {
      ...opened,
      addPeople: async (people) => {
        await opened.addPeople(people);
        made += people.length;
      },
    },
  };
  const start = performance.now();
  const handle = async ({ records, problems, end }: Batch): Promise<boolean> => {
    const imported = await importSessions({ ctx, input: { records, createUsers, strict } });
    const refused = problems.map((problem): Outcome => ({ ...problem, kind: "refused" }));
    const stopped = strict && imported.some(isLeftOut);
    const outcomes = [...imported, ...(stopped ? [] : refused)].sort((a, b) => a.line - b.line);
    for (const outcome of outcomes) note(outcome, tally, progress);
    progress.at(tally.read, end);
    return strict && outcomes.some(isLeftOut);
  };

  // While one batch is being written, the next one is read.
  let running = Promise.resolve(false);
  for await (const batch of records.batches(strict)) {
    if (await running) break;
    running = handle(batch);
    running.catch(() => {}); // it is awaited, but perhaps only later
  }
  const stopped = await running;
  progress.end();
  report(host, { ...tally, made, seconds: (performance.now() - start) / 1000, dryRun });
  if (stopped) host.print("Stopped at the first line that could not be imported (--strict). What came before stays.");
  return stopped ? 1 : 0;
}

const createTally = () => ({ read: 0, imported: 0, stopped: 0, known: 0, changed: 0, refused: 0 });

function note(outcome: Outcome, tally: ReturnType<typeof createTally>, progress: Progress): void {
  tally.read++;
  tally[outcome.kind]++;
  const { line, kind, reason } = outcome;
  if (kind === "stopped") progress.print(`line ${line}: imported as stopped: ${reason}`);
  else if (reason) progress.print(`line ${line}: ${reason}`);
}

interface Report extends ReturnType<typeof createTally> {
  made: number;
  seconds: number;
  dryRun: boolean;
}

function report({ print }: CommandHost, { dryRun, seconds, ...done }: Report): void {
  const line = (name: string, number: number, more = ""): void =>
    print(`  ${name.padEnd(16)}${count(number).padStart(11)}${more}`);
  print(`${count(done.read)} records in ${seconds.toFixed(1)} s`);
  line(dryRun ? "to be imported" : "imported", done.imported + done.stopped);
  if (done.stopped > 0) line("  as stopped", done.stopped, "  active ones of agents that work on one at a time");
  line("already there", done.known);
  line("different", done.changed, done.changed > 0 ? "  there with other content: left as they are" : "");
  line("left out", done.refused);
  if (done.made > 0) line("users", done.made, dryRun ? "  to be made" : "  made: each can sign in once invited");
  if (done.imported + done.stopped === 0 && done.changed + done.refused === 0) print("Nothing had to be done.");
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
