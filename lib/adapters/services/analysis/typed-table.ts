import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableSource } from "#lib/adapters/services/readers/rows.ts";
import type { TableFacts } from "#lib/adapters/services/readers/shape-table.ts";
import type { ServiceLimits } from "#lib/application/ports/services.ts";
import type { DataIssue } from "#lib/domain/workflow/analysis.ts";
import { type ColumnPlan, type Evidence, gatherEvidence, layered, planColumn } from "./column-plan.ts";
import { all, identifier, loadRaw, one } from "./database.ts";
import { readingIssues } from "./reading-issues.ts";
import { removeTotalRow } from "./total-row.ts";

/** The row's number in the file; no column of a person can have this name. */
export const ROW = identifier("\u001frow");

export type UnparsedValues = { count: number; samples: string[] };

export type TypedTable = {
  /** Name of the typed table in SQL. */
  sql: string;
  name: string;
  facts: TableFacts;
  columns: (ColumnPlan & { unparsed: UnparsedValues })[];
  issues: DataIssue[];
};

const SAMPLES = 5;
const SAMPLE_LENGTH = 60;

/**
 * Loads a table and gives every column its type. The typed table has the columns under their own names and `ROW`.
 * `semicolons` tells a file of a country that writes decimal commas.
 */
export async function loadTyped(
  connection: DuckDBConnection,
  source: TableSource,
  id: number,
  semicolons: boolean,
  limits: ServiceLimits,
): Promise<TypedTable> {
  const raw = `internal.raw_${id}`;
  const sql = `internal.typed_${id}`;
  await connection.run("CREATE SCHEMA IF NOT EXISTS internal");
  const facts = await loadRaw(connection, `raw_${id}`, source, limits);
  const evidence: Evidence[] = [];
  for (const [i, name] of facts.columns.entries()) {
    evidence.push(
      await withDictionary(connection, raw, i, (dictionary) => gatherEvidence(connection, dictionary, name, i)),
    );
  }
  const decimalComma = fileStyle(evidence) ?? (semicolons ? true : undefined);
  const plans: ColumnPlan[] = [];
  for (const column of evidence) {
    plans.push(
      await withDictionary(connection, raw, column.index, (dictionary) =>
        planColumn(connection, dictionary, column, decimalComma),
      ),
    );
  }
  const total = await removeTotalRow(connection, raw, plans);
  const columns: TypedTable["columns"] = [];
  for (const plan of plans) {
    const unparsed = await withDictionary(connection, raw, plan.index, (dictionary) =>
      unparsedValues(connection, dictionary, plan),
    );
    columns.push({ ...plan, unparsed });
  }
  const typed = columns.map((column) => `${column.expression} AS ${identifier(column.name)}`);
  const numbers = columns.filter((column) => column.type === "number").map((column) => column.index);
  await connection.run(
    `CREATE TABLE ${sql} AS SELECT ${[`row::BIGINT AS ${ROW}`, ...typed].join(", ")} FROM ${layered(raw, numbers)}`,
  );
  const duplicates = await duplicateRows(connection, raw, facts);
  await connection.run(`DROP TABLE ${raw}`);
  return {
    sql,
    name: source.name,
    facts: { ...facts, ...duplicates, rowCount: facts.rowCount - (total === undefined ? 0 : 1) },
    columns,
    issues: [...columns.flatMap((column) => column.issues), ...readingIssues(facts, source.delimited, total)],
  };
}

/** What most numbers of the file that can be read one way only suggest about the others. */
function fileStyle(evidence: Evidence[]): boolean | undefined {
  const commas = evidence.reduce((sum, column) => sum + column.decimalComma, 0);
  const points = evidence.reduce((sum, column) => sum + column.decimalPoint, 0);
  return commas === points ? undefined : commas > points;
}

/** Distinct values are far fewer than rows in most columns, so that whatever reads values reads these. */
async function withDictionary<T>(
  connection: DuckDBConnection,
  raw: string,
  index: number,
  use: (dictionary: string) => Promise<T>,
): Promise<T> {
  const dictionary = "internal.dictionary";
  await connection.run(
    `CREATE OR REPLACE TABLE ${dictionary} AS SELECT c${index}, count(*) AS n FROM ${raw} WHERE c${index} IS NOT NULL GROUP BY ALL`,
  );
  const result = await use(dictionary);
  await connection.run(`DROP TABLE ${dictionary}`);
  return result;
}

async function unparsedValues(
  connection: DuckDBConnection,
  dictionary: string,
  plan: ColumnPlan,
): Promise<UnparsedValues> {
  if (plan.type === "text") return { count: 0, samples: [] };
  const source = `(SELECT c${plan.index} AS value, n, (${plan.expression}) IS NULL AS bad FROM ${layered(dictionary, [plan.index])})`;
  const { total } = await one<{ total: number }>(
    connection,
    `SELECT coalesce(sum(n) FILTER (WHERE bad), 0)::DOUBLE AS total FROM ${source}`,
  );
  if (total === 0) return { count: 0, samples: [] };
  const rows = await all<{ value: string; bad: boolean }>(
    connection,
    `SELECT value, bad FROM ${source} ORDER BY bad DESC, n DESC, value LIMIT ${SAMPLES}`,
  );
  const samples = rows.filter(({ bad }) => bad).map(({ value }) => value.slice(0, SAMPLE_LENGTH).toWellFormed());
  return { count: total, samples };
}

/** Rows that repeat an earlier one in every cell, told by a 128-bit hash of their cells. */
async function duplicateRows(
  connection: DuckDBConnection,
  raw: string,
  facts: TableFacts,
): Promise<{ duplicates: number }> {
  const cells = facts.columns.map((_, i) => `coalesce(c${i}, chr(30))`).join(", ");
  const [row] = await all<{ n: number }>(
    connection,
    `SELECT (count(*) - count(DISTINCT md5_number(concat_ws(chr(31), ${cells}))))::DOUBLE AS n FROM ${raw}`,
  );
  return { duplicates: row?.n ?? 0 };
}
