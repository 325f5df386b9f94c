import type { DuckDBConnection } from "@duckdb/node-api";
import type { CategoryBreakdown, ColumnProfile, Outliers, Trend } from "#lib/domain/workflow/analysis.ts";
import { all, identifier, one } from "./database.ts";
import { fillPeriods } from "./periods.ts";
import { ROW } from "./typed-table.ts";

const GROUPS_KEPT = 50;
const BREAKDOWNS = 3;
const LABEL_LENGTH = 80;
const MAIN_NAME =
  /revenue|umsatz|sales|erlös|turnover|amount|betrag|total|gesamt|summe|value|wert|spend|cost|kosten|income|profit|gewinn/i;

/** What is compared with what: the figures and groups that matter most in a table. */
export type MainColumns = { measure?: ColumnProfile; dimensions: ColumnProfile[]; date?: ColumnProfile };

export function pickMainColumns(columns: ColumnProfile[], rows: number): MainColumns {
  const best = (list: ColumnProfile[], score: (column: ColumnProfile) => number) =>
    [...list].sort((a, b) => score(b) - score(a));
  const [measure] = best(
    columns.filter((c) => c.role === "measure" && c.distinct > 1),
    (c) =>
      (c.aggregate === "sum" ? 4 : 0) +
      (MAIN_NAME.test(c.name) ? 3 : 0) +
      (c.unit && c.unit !== "%" ? 2 : 0) +
      c.count / rows,
  );
  const dimensions = best(
    columns.filter((c) => c.role === "dimension" && c.distinct > 1),
    (c) =>
      (c.distinct >= 3 && c.distinct <= 30 ? 2 : c.distinct <= 200 ? 1 : 0) +
      c.count / rows -
      (c.type === "boolean" ? 1 : 0),
  ).slice(0, BREAKDOWNS);
  const [date] = best(
    columns.filter((c) => c.role === "date" && c.distinct > 1),
    (c) => c.count,
  );
  return { ...(measure ? { measure } : {}), dimensions, ...(date ? { date } : {}) };
}

/** A measure added up (or averaged, or rows counted) for every value of a dimension. */
export async function breakDown(
  connection: DuckDBConnection,
  sql: string,
  dimension: ColumnProfile,
  measure: ColumnProfile | undefined,
): Promise<CategoryBreakdown> {
  const { aggregate, value, unit, name } = measured(measure);
  const d = identifier(dimension.name);
  const weight = measure ? `count(${identifier(measure.name)})` : "count(*)";
  const rows = await all<{ name: string | null; value: number | null; count: number; groups: number; rank: number }>(
    connection,
    `WITH g AS (SELECT ${d} AS d, ${value} AS value, ${weight} AS weight, ${measure ? `sum(${identifier(measure.name)})` : "count(*)"} AS total FROM ${sql} GROUP BY ${d}),
     r AS (SELECT *, CASE WHEN d IS NULL THEN 0 ELSE least(row_number() OVER (PARTITION BY d IS NULL ORDER BY value DESC NULLS LAST, d), ${GROUPS_KEPT + 1}) END AS rank FROM g)
     SELECT rank::DOUBLE AS rank, left(any_value(CASE WHEN rank BETWEEN 1 AND ${GROUPS_KEPT} THEN d::VARCHAR END), ${LABEL_LENGTH}) AS name,
       ${aggregate === "mean" ? "(sum(total) / nullif(sum(weight), 0))::DOUBLE" : "sum(total)::DOUBLE"} AS value, sum(weight)::DOUBLE AS count, count(*)::DOUBLE AS groups
     FROM r GROUP BY rank ORDER BY rank`,
  );
  const without = rows.find((row) => row.rank === 0);
  const other = rows.find((row) => row.rank > GROUPS_KEPT);
  return {
    dimension: dimension.name,
    measure: name,
    aggregate,
    ...(unit ? { unit } : {}),
    groups: rows
      .filter((row) => row.rank >= 1 && row.rank <= GROUPS_KEPT)
      .map((row) => ({ name: row.name ?? "", value: row.value ?? 0, count: row.count })),
    groupCount: dimension.distinct,
    ...(other ? { other: { groups: other.groups, value: other.value ?? 0, count: other.count } } : {}),
    without: { value: without?.value ?? 0, count: without?.count ?? 0 },
  };
}

/** A measure by day, month or year, whichever gives a readable number of points. */
export async function trendOf(
  connection: DuckDBConnection,
  sql: string,
  date: ColumnProfile,
  measure: ColumnProfile | undefined,
): Promise<Trend | undefined> {
  const days = (Date.parse(String(date.max)) - Date.parse(String(date.min))) / 86_400_000;
  const grain = days <= 62 ? "day" : days <= 3660 ? "month" : "year";
  const { aggregate, value, unit, name } = measured(measure);
  const d = identifier(date.name);
  const format = { day: "%Y-%m-%d", month: "%Y-%m", year: "%Y" }[grain];
  const points = await all<{ period: string; value: number | null; count: number }>(
    connection,
    `SELECT strftime(${d}, '${format}') AS period, (${value})::DOUBLE AS value, ${measure ? `count(${identifier(measure.name)})` : "count(*)"}::DOUBLE AS count
     FROM ${sql} WHERE ${d} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  );
  const filled = fillPeriods(points, grain);
  if (filled.length < 2) return undefined;
  return { date: date.name, measure: name, aggregate, ...(unit ? { unit } : {}), grain, points: filled };
}

/** Values more than three interquartile ranges beyond the quartiles. */
export async function outliersOf(
  connection: DuckDBConnection,
  sql: string,
  measure: ColumnProfile,
): Promise<Outliers | undefined> {
  const c = identifier(measure.name);
  const { q1, q3 } = await one<{ q1: number | null; q3: number | null }>(
    connection,
    `SELECT quantile_cont(${c}::DOUBLE, 0.25) AS q1, quantile_cont(${c}::DOUBLE, 0.75) AS q3 FROM ${sql}`,
  );
  if (q1 === null || q3 === null || q3 <= q1 || measure.count < 20) return undefined;
  const [low, high] = [q1 - 3 * (q3 - q1), q3 + 3 * (q3 - q1)];
  const outside = `(${c}::DOUBLE < ${low} OR ${c}::DOUBLE > ${high})`;
  const rows = await all<{ row: number; value: number; total: number }>(
    connection,
    `SELECT ${ROW}::DOUBLE AS row, ${c}::DOUBLE AS value, (count(*) OVER ())::DOUBLE AS total FROM ${sql} WHERE ${outside}
     ORDER BY abs(${c}::DOUBLE - ${(q1 + q3) / 2}) DESC, 1 LIMIT 5`,
  );
  const total = rows[0]?.total ?? 0;
  return total === 0
    ? undefined
    : { column: measure.name, count: total, low, high, samples: rows.map(({ row, value }) => ({ row, value })) };
}

function measured(measure: ColumnProfile | undefined): {
  aggregate: "sum" | "mean" | "count";
  value: string;
  unit?: string;
  name: string;
} {
  if (!measure) return { aggregate: "count", value: "count(*)", name: "rows" };
  const c = identifier(measure.name);
  const unit = measure.unit ? { unit: measure.unit } : {};
  return measure.aggregate === "mean"
    ? { aggregate: "mean", value: `sum(${c}) / nullif(count(${c}), 0)`, name: measure.name, ...unit }
    : { aggregate: "sum", value: `sum(${c})`, name: measure.name, ...unit };
}
