import type pg from "pg";
import type { Viewer } from "#lib/application/ports/reads.ts";

export const seenBy = (viewer: Viewer): [string, string] => [viewer.workspaceId, viewer.userId];

/** A timestamp as the domain writes it: ISO 8601 in UTC with milliseconds. */
export const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A row as JSON with the domain's field names; at most 50 fields. */
export const object = (fields: Record<string, string>): string =>
  `json_build_object(${Object.entries(fields)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(", ")})`;

/** All rows of `from` as a JSON array; empty, never null. */
export const array = (item: string, from: string, order: string): string =>
  `coalesce((select json_agg(${item} order by ${order}) ${from}), '[]'::json)`;

/** What is no UUID names no row. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** A statement that each connection prepares once; it answers with one JSON value a row. */
export interface Statement {
  name: string;
  text: string;
}

/** A statement whose rows are the JSON objects of `item`. */
export const statement = (name: string, item: string, rest: string): Statement => ({
  name,
  text: `select ${item} as item ${rest}`,
});

export async function readAll<Item>(pool: pg.Pool | pg.ClientBase, sql: Statement, values: unknown[]): Promise<Item[]> {
  const { rows } = await pool.query<{ item: Item }>({ ...sql, values });
  return rows.map((row) => row.item);
}

export async function readOne<Item>(
  pool: pg.Pool | pg.ClientBase,
  sql: Statement,
  values: unknown[],
): Promise<Item | null> {
  const [first] = await readAll<Item>(pool, sql, values);
  return first ?? null;
}
