import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, VARCHAR } from "@duckdb/node-api";
import type { TableSource } from "#lib/adapters/services/readers/rows.ts";
import { readTable, type TableFacts } from "#lib/adapters/services/readers/shape-table.ts";
import type { ServiceLimits } from "#lib/application/ports/services.ts";

const CHUNK = 2048;

/**
 * An empty database in memory that can reach nothing else: no file, no network, no extension, no spill to disk, and
 * no way to change that. Its data comes in through the appender alone.
 */
export async function openDatabase(limits: ServiceLimits): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: `${Math.round(limits.memoryMb * 0.6)}MB`,
  });
  const connection = await instance.connect();
  await connection.run(`
    SET autoinstall_known_extensions = false;
    SET autoload_known_extensions = false;
    SET allow_community_extensions = false;
    SET temp_directory = '';
    SET enable_external_access = false;
    SET lock_configuration = true;
  `);
  return connection;
}

/** Loads a table as text into `internal.<raw>`: `row` is its number in the file, `c0`, `c1` … its cells, null where missing. */
export async function loadRaw(
  connection: DuckDBConnection,
  raw: string,
  source: TableSource,
  limits: ServiceLimits,
): Promise<TableFacts> {
  let width = 0;
  let pending: (string | null)[][] = [];
  let numbers: number[] = [];
  let appender: DuckDBAppender | undefined;
  const flush = () => {
    const chunk = DuckDBDataChunk.create(new Array(width + 1).fill(VARCHAR), pending.length);
    chunk.setColumns([
      numbers.map(String),
      ...Array.from({ length: width }, (_, i) => pending.map((row) => row[i] ?? null)),
    ]);
    appender?.appendDataChunk(chunk);
    pending = [];
    numbers = [];
  };
  const facts = await readTable(source, limits, {
    async start(columns) {
      width = columns.length;
      const cells = columns.map((_, i) => `c${i} VARCHAR`);
      await connection.run(`CREATE TABLE internal.${raw} (${["row VARCHAR", ...cells].join(", ")})`);
      appender = await connection.createAppender(raw, "internal");
    },
    rows(rows, at) {
      for (const [i, row] of rows.entries()) {
        pending.push(row);
        numbers.push(at[i] ?? 0);
        if (pending.length === CHUNK) flush();
      }
    },
  });
  if (pending.length > 0) flush();
  appender?.closeSync();
  return facts;
}

/** Rows of a query of ours, keyed by column. Big integers and decimals must be cast to DOUBLE in the query. */
export async function all<Row>(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader.getRowObjectsJS() as Row[];
}

export async function one<Row>(connection: DuckDBConnection, sql: string): Promise<Row> {
  return (await all<Row>(connection, sql))[0] as Row;
}

export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
