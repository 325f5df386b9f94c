import { parseArgs } from "node:util";
import pg from "pg";
import { type Difference, rebuildProjections as rebuild } from "#lib/adapters/postgres/rebuild-projections.ts";
import type { Command, CommandHost } from "#lib/server/commands/command.ts";
import { messageOf, StartError } from "#lib/server/start-error.ts";

const options = { check: { type: "boolean" }, after: { type: "string" } } as const;
const PRINTED = 100;
const PROGRESS_MS = 2_000;

/** Compares the agents' read models and snapshots with their logs and, unless it is only to check, puts them right. */
export const rebuildProjections: Command = {
  summary: "makes the agents' read models what their event logs say, beside a running server; --check only compares",
  usage: "[--check] [--after AGENT_ID]",
  async run(args, { databaseUrl, print }) {
    const { check = false, after } = readOptions(args);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    pool.on("error", () => {}); // at the end PostgreSQL may go before it has heard that a connection is closed
    const { rows } = await pool.query("select count(*)::int as total from agents");
    let shown = Date.now();
    try {
      const { agents, differences, left } = await rebuild(pool, {
        check,
        ...(after !== undefined && { after }),
        onDifference: limited(print),
        onProgress({ agents, lastId }) {
          if (Date.now() - shown < PROGRESS_MS) return;
          shown = Date.now();
          print(`${agents} of ${rows[0].total} agents; to go on from here: --after ${lastId}`);
        },
      });
      for (const one of left) print(`left  ${describe(one)}`);
      const found = `${agents} agents, ${differences} differences`;
      print(check ? found : `${found}, ${left.length} left`);
      return (check ? differences : left.length) === 0 ? 0 : 1;
    } finally {
      await pool.end();
    }
  },
};

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({ args, options, strict: true });
    if (values.after !== undefined && !/^[0-9a-f-]{36}$/i.test(values.after))
      throw new Error("--after takes an agent's UUID, as the progress lines name it.");
    return values;
  } catch (error) {
    throw new StartError(`${messageOf(error)}\nUsage: npm run tl -- rebuild-projections ${rebuildProjections.usage}`);
  }
}

function limited(print: CommandHost["print"]): (difference: Difference) => void {
  let count = 0;
  return (difference) => {
    count++;
    if (count <= PRINTED) print(describe(difference));
    if (count === PRINTED) print("… and so on; every difference is counted.");
  };
}

function describe({ agentId, table, kind, key, details }: Difference): string {
  const row = Object.entries(key).map(([column, value]) => `${column}=${value}`);
  return [kind.padEnd(9), table, row.join(" ") || `agent_id=${agentId}`, details.join(", ")].join(" ").trimEnd();
}
