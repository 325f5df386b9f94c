import type { DuckDBConnection } from "@duckdb/node-api";
import { type ColumnPlan, layered } from "./column-plan.ts";
import { all, one } from "./database.ts";

const LABEL = "(?i)(grand |sub)?total[s:]?|sum:?|summe:?|gesamt(summe|ergebnis)?:?|insgesamt:?";

/**
 * Takes the last row out of a loaded table when it only adds up the others, as spreadsheets like to end: it is
 * labelled so, and in a column of numbers it is exactly their sum. Otherwise every sum would be twice what it is.
 * Gives the label, or undefined when nothing was taken out.
 */
export async function removeTotalRow(
  connection: DuckDBConnection,
  raw: string,
  plans: ColumnPlan[],
): Promise<string | undefined> {
  const cells = plans.map((plan) => `c${plan.index}`);
  const numbers = plans.filter((plan) => plan.type === "number");
  if (numbers.length === 0) return undefined;
  const { last, label } = await one<{ last: number; label: string | null }>(
    connection,
    `SELECT row::DOUBLE AS last, list_filter([${cells.join(", ")}], lambda cell: regexp_full_match(cell, '${LABEL}'))[1] AS label
     FROM ${raw} ORDER BY row::BIGINT DESC LIMIT 1`,
  );
  if (label === null) return undefined;
  const table = layered(
    raw,
    numbers.map((plan) => plan.index),
  );
  const isLast = `row = '${last}'`;
  const equal = numbers.map(
    ({ expression }) =>
      `(count(*) FILTER (WHERE NOT ${isLast}) > 1 AND sum(${expression}) FILTER (WHERE NOT ${isLast}) = max(${expression}) FILTER (WHERE ${isLast}) AND max(abs(${expression})) > 0)`,
  );
  const [answer] = await all<{ total: boolean | null }>(
    connection,
    `SELECT ${equal.join(" OR ")} AS total FROM ${table}`,
  );
  if (!answer?.total) return undefined;
  await connection.run(`DELETE FROM ${raw} WHERE ${isLast}`);
  return label;
}
