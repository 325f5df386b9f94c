import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnProfile, ColumnRole, DataIssue } from "#lib/domain/workflow/analysis.ts";
import { count } from "./column-plan.ts";
import { all, identifier, one } from "./database.ts";
import type { TypedTable } from "./typed-table.ts";

const TOP = 10;
const LABEL_LENGTH = 80;
const ID_NAME =
  /(^|[\s_.-])(id|uuid|guid|nr|no|key|code|sku|ean|isbn|iban|plz|zip|zipcode|postcode|phone|tel|telefon|index)\.?$|[a-zäöü]I[dD]$|(nummer|number|postal code)$/i;
const PERIOD_NAME = /^(year|jahr|month|monat|quarter|quartal|week|woche|weekday|wochentag|day|tag|hour|stunde)$/i;
const AVERAGE_NAME =
  /price|preis|rate\b|quote|ratio|percent|prozent|%|\bavg|average|mean|durchschnitt|score|rating|bewertung|\bage\b|alter|temp|latitude|longitude|\blat\b|\blon\b|\blng\b|share|anteil|margin %/i;

type Column = TypedTable["columns"][number];

/** One column's figures and what is odd about it. */
export async function profileColumn(
  connection: DuckDBConnection,
  table: TypedTable,
  column: Column,
): Promise<{ profile: ColumnProfile; issues: DataIssue[] }> {
  const c = identifier(column.name);
  const rows = table.facts.rowCount;
  const basics = await one<{ n: number; distinct: number; length: number }>(
    connection,
    `SELECT count(${c})::DOUBLE AS n, count(DISTINCT ${c})::DOUBLE AS "distinct", coalesce(avg(length(${c}::VARCHAR)), 0) AS length FROM ${table.sql}`,
  );
  const figures =
    column.type === "number"
      ? await numberFigures(connection, table.sql, c)
      : column.type === "date"
        ? await dateFigures(connection, table.sql, c)
        : {};
  const role = roleOf(column, basics, figures);
  const aggregate = AVERAGE_NAME.test(column.name) || column.unit === "%" ? "mean" : "sum";
  const profile: ColumnProfile = {
    name: column.name,
    type: column.type,
    role,
    count: basics.n,
    missing: rows - basics.n - column.unparsed.count,
    unparsed: column.unparsed,
    distinct: basics.distinct,
    ...figures,
    ...(role === "measure" ? { aggregate } : {}),
    ...(column.unit ? { unit: column.unit } : {}),
    ...(role === "dimension" || column.type === "boolean"
      ? { topValues: await topValues(connection, table.sql, c) }
      : {}),
  };
  return { profile, issues: await columnIssues(connection, table, profile, table.facts.markers[column.index]) };
}

async function numberFigures(connection: DuckDBConnection, sql: string, c: string): Promise<Partial<ColumnProfile>> {
  const row = await one<Record<"min" | "max" | "sum" | "mean" | "median" | "stddev", number | null>>(
    connection,
    `SELECT min(${c})::DOUBLE AS min, max(${c})::DOUBLE AS max, sum(${c})::DOUBLE AS sum, (sum(${c}) / count(${c}))::DOUBLE AS mean,
       median(${c}::DOUBLE) AS median, stddev_samp(${c}::DOUBLE) AS stddev FROM ${sql}`,
  );
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && Number.isFinite(value)));
}

async function dateFigures(connection: DuckDBConnection, sql: string, c: string): Promise<Partial<ColumnProfile>> {
  const row = await one<{ min: string | null; max: string | null }>(
    connection,
    `SELECT min(${c})::VARCHAR AS min, max(${c})::VARCHAR AS max FROM ${sql}`,
  );
  return row.min === null || row.max === null ? {} : { min: row.min.replace(" ", "T"), max: row.max.replace(" ", "T") };
}

function topValues(connection: DuckDBConnection, sql: string, c: string): Promise<{ value: string; count: number }[]> {
  return all(
    connection,
    `SELECT left(${c}::VARCHAR, ${LABEL_LENGTH}) AS value, count(*)::DOUBLE AS count FROM ${sql} WHERE ${c} IS NOT NULL GROUP BY ${c} ORDER BY count(*) DESC, ${c} LIMIT ${TOP}`,
  );
}

function roleOf(
  column: Column,
  { n, distinct, length }: { n: number; distinct: number; length: number },
  figures: Partial<ColumnProfile>,
): ColumnRole {
  if (column.type === "date") return "date";
  if (column.type === "boolean") return "dimension";
  if (column.type === "number") {
    const { min, max } = figures as { min?: number; max?: number };
    const whole = Number.isInteger(min) && Number.isInteger(max) && !column.unit;
    if (whole && PERIOD_NAME.test(column.name) && distinct <= 400) return "dimension";
    const counter = whole && n > 20 && distinct === n && (max ?? 0) - (min ?? 0) + 1 === n;
    return whole && (ID_NAME.test(column.name) || counter) ? "id" : "measure";
  }
  if (n === 0) return "text";
  const short = length <= 60;
  if (
    short &&
    (distinct <= 50 || (distinct <= 1000 && distinct <= n * 0.5)) &&
    !(distinct === n && ID_NAME.test(column.name))
  )
    return "dimension";
  return short && (column.codes || ID_NAME.test(column.name) || distinct === n) && length <= 40 ? "id" : "text";
}

async function columnIssues(
  connection: DuckDBConnection,
  { sql, facts }: TypedTable,
  profile: ColumnProfile,
  markers: Map<string, number> | undefined,
): Promise<DataIssue[]> {
  const rows = facts.rowCount;
  const { name, missing, unparsed, role, distinct } = profile;
  const issues: DataIssue[] = [];
  if (missing > 0)
    issues.push({
      code: "missing_values",
      column: name,
      count: missing,
      message: `"${name}" is missing in ${count(missing, "row")} (${share(missing, rows)})${writtenAs(markers)}.`,
    });
  if (unparsed.count > 0) {
    const samples = unparsed.samples
      .slice(0, 3)
      .map((value) => `"${value}"`)
      .join(", ");
    issues.push({
      code: "unparsed_values",
      column: name,
      count: unparsed.count,
      message: `${count(unparsed.count, "value")} in "${name}" (${share(unparsed.count, rows)} of rows) could not be read as a ${profile.type} and ${unparsed.count === 1 ? "is" : "are"} not in its figures, for example ${samples}.`,
    });
  }
  if (distinct === 1 && profile.count === rows && rows > 1)
    issues.push({
      code: "constant_column",
      column: name,
      count: rows,
      message: `"${name}" has the same value in every row.`,
    });
  if (role === "dimension" && profile.type === "text") {
    const c = identifier(name);
    const variants = await all<{ spellings: string[] }>(
      connection,
      `SELECT list(DISTINCT ${c} ORDER BY ${c}) AS spellings FROM ${sql} WHERE ${c} IS NOT NULL GROUP BY lower(${c}) HAVING count(DISTINCT ${c}) > 1 ORDER BY count(*) DESC`,
    ).then(readLists);
    const [first] = variants;
    if (first)
      issues.push({
        code: "spelling_variants",
        column: name,
        count: variants.length,
        message: `${count(variants.length, "value")} in "${name}" ${variants.length === 1 ? "is" : "are"} spelled with different capitals and counted apart, for example ${first
          .slice(0, 3)
          .map((value) => `"${value.slice(0, LABEL_LENGTH)}"`)
          .join(" and ")}.`,
      });
  }
  return issues;
}

/** Which texts were taken for "missing": a person must be able to object ("NA" may be Namibia). */
function writtenAs(markers: Map<string, number> | undefined): string {
  const list = [...(markers ?? [])].sort((a, b) => b[1] - a[1]);
  if (list.length === 0) return "";
  const marked = list.reduce((sum, [, n]) => sum + n, 0);
  const shown = list.slice(0, 5).map(([text]) => `"${text}"`);
  return `, ${marked.toLocaleString("en-US")} of them written as ${shown.join(", ")}`;
}

/** The driver gives a list as an object with `items`. */
function readLists(rows: { spellings: string[] | { items: string[] } }[]): string[][] {
  return rows.map(({ spellings }) => (Array.isArray(spellings) ? spellings : spellings.items));
}

export function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 0.1 ? "under 0.1" : percent.toLocaleString("en-US", { maximumFractionDigits: 1 })}%`;
}
