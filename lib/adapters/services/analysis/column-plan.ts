import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnType, DataIssue } from "#lib/domain/workflow/analysis.ts";
import { all, one } from "./database.ts";
import { CURRENCIES } from "./value-macros.ts";

/** How a column of text becomes a typed one: `expression` stands over a `layered` table; null where it cannot be read. */
export type ColumnPlan = {
  name: string;
  index: number;
  type: ColumnType;
  expression: string;
  present: number;
  unit?: string;
  /** Digits with zeros in front or the like: codes that only look like numbers. */
  codes: boolean;
  issues: DataIssue[];
};

/** What is counted before anything is decided: values that could be read as a number … */
type NumberEvidence = {
  present: number;
  numbers: number;
  /** "1.234": a decimal or a thousand? And "1,234" likewise. */
  point3: number;
  comma3: number;
  decimalPoint: number;
  decimalComma: number;
  leadingZero: number;
  eightDigits: number;
  yes: number;
  no: number;
  zeroOne: number;
};

/** … and as a date: which of day and month comes first, or whether either may. */
type DateEvidence = { dates: number; dotDates: number; dayFirst: number; monthFirst: number; eitherFirst: number };

export type Evidence = NumberEvidence & DateEvidence & { name: string; index: number };

const NO_DATES: DateEvidence = { dates: 0, dotDates: 0, dayFirst: 0, monthFirst: 0, eitherFirst: 0 };

/** From this share of its values on, a column is of a type; the others are told as not readable. */
const ENOUGH = 0.75;
const NOTEWORTHY = 0.25;

/**
 * The column's distinct values with their counts (`c<index>`, `n`), the parts of a number (`p<index>`) and their shape
 * (`s<index>`): the layers in which each is computed once. Works on any table that has the columns. A WHERE on top
 * would be pushed down through the layers and compute everything again, so there is none.
 */
export function layered(table: string, indices: number[]): string {
  const parts = indices.map((i) => `, tl_number(c${i}) AS p${i}`).join("");
  const shapes = indices.map((i) => `, tl_shape(p${i}.core) AS s${i}`).join("");
  return `(SELECT *${shapes} FROM (SELECT *${parts} FROM ${table}))`;
}

/** Counts over the distinct values in `dictionary` (`c<index>`, `n`), each weighted by how often it occurs. */
export async function gatherEvidence(
  connection: DuckDBConnection,
  dictionary: string,
  name: string,
  index: number,
): Promise<Evidence> {
  const counts = await one<NumberEvidence & { datelike: number }>(
    connection,
    `WITH v AS MATERIALIZED (SELECT c${index} AS c, n, p${index} AS p, s${index} AS shape FROM ${layered(dictionary, [index])})
     SELECT coalesce(sum(n), 0)::DOUBLE AS present,
       ${sum("tl_numeric(p, shape, true, true) IS NOT NULL")} AS numbers,
       ${sum("shape = 'point3'")} AS point3,
       ${sum("shape = 'comma3'")} AS comma3,
       ${sum("shape IN ('point', 'point_grouped')")} AS "decimalPoint",
       ${sum("shape IN ('comma', 'comma_grouped')")} AS "decimalComma",
       ${sum("shape = 'integer' AND regexp_full_match(c, '0\\d+')")} AS "leadingZero",
       ${sum("shape = 'integer' AND regexp_full_match(c, '(19|20)\\d{6}')")} AS "eightDigits",
       ${sum("shape IS NULL AND length(c) BETWEEN 6 AND 40 AND regexp_matches(c, '\\d{2}')")} AS datelike,
       ${sum("tl_boolean(c) AND c <> '1'")} AS yes,
       ${sum("NOT tl_boolean(c) AND c <> '0'")} AS no,
       ${sum("c IN ('0', '1')")} AS "zeroOne"
     FROM v`,
  );
  const plausible = counts.datelike > 0 && counts.datelike >= counts.present * NOTEWORTHY;
  return { ...counts, ...(plausible ? await dateEvidence(connection, dictionary, index) : NO_DATES), name, index };
}

/** Planning the macro for dates costs more than reading thousands of them, hence only where there may be some. */
function dateEvidence(connection: DuckDBConnection, dictionary: string, index: number): Promise<DateEvidence> {
  const ordinal = "date AND d.sep IN ('/', '-')";
  return one<DateEvidence>(
    connection,
    `WITH v AS MATERIALIZED (SELECT n, tl_year_last(c${index}) AS d, tl_timestamp(c${index}, true) IS NOT NULL AS date FROM ${dictionary})
     SELECT ${sum("date")} AS dates,
       ${sum("date AND d.sep = '.'")} AS "dotDates",
       ${sum(`${ordinal} AND TRY_CAST(d.a AS INT) > 12`)} AS "dayFirst",
       ${sum(`${ordinal} AND TRY_CAST(d.b AS INT) > 12`)} AS "monthFirst",
       ${sum(`${ordinal} AND TRY_CAST(d.a AS INT) <= 12 AND TRY_CAST(d.b AS INT) <= 12 AND d.a <> d.b`)} AS "eitherFirst"
     FROM v`,
  );
}

function sum(condition: string): string {
  return `coalesce(sum(n) FILTER (WHERE ${condition}), 0)::DOUBLE`;
}

/**
 * Decides a column's type and how to read it. `decimalComma` is what the rest of the file suggests for numbers that
 * can be read two ways: true, false, or undefined when nothing does.
 */
export async function planColumn(
  connection: DuckDBConnection,
  dictionary: string,
  evidence: Evidence,
  decimalComma: boolean | undefined,
): Promise<ColumnPlan> {
  const { name, index, present, numbers, dates, yes, no, zeroOne } = evidence;
  const plan: ColumnPlan = { name, index, type: "text", expression: `c${index}`, present, codes: false, issues: [] };
  const words = yes + no;
  if (present === 0) return plan;
  if (words > present / 2 && words + zeroOne >= present * 0.9 && yes > 0 && no > 0) {
    return { ...plan, type: "boolean", expression: `tl_boolean(c${index})` };
  }
  if (evidence.eightDigits >= present * ENOUGH && /date|datum|\bday|\btag/i.test(name)) {
    const compact = `CASE WHEN regexp_full_match(c${index}, '(19|20)\\d{6}') THEN tl_stamp(left(c${index}, 4), substr(c${index}, 5, 2), right(c${index}, 2), '', '')::DATE END`;
    return { ...plan, type: "date", expression: compact };
  }
  if (dates >= present * ENOUGH) return planDate(connection, dictionary, plan, evidence, decimalComma);
  if (numbers >= present * ENOUGH) {
    if (evidence.leadingZero >= Math.max(1, present * 0.01)) return { ...plan, codes: true };
    return planNumber(connection, dictionary, plan, evidence, decimalComma);
  }
  const kinds = { numbers, dates };
  for (const [kind, count] of Object.entries(kinds)) {
    if (count < present * NOTEWORTHY) continue;
    const share = Math.round((count / present) * 100);
    plan.issues.push({
      code: "mixed_types",
      column: name,
      count,
      message: `"${name}" mixes ${kind} (${share}% of its values) with other text, so it is treated as text.`,
    });
  }
  return plan;
}

async function planNumber(
  connection: DuckDBConnection,
  dictionary: string,
  plan: ColumnPlan,
  evidence: Evidence,
  decimalComma: boolean | undefined,
): Promise<ColumnPlan> {
  const { index, name } = plan;
  const { decimalPoint, decimalComma: commas, point3, comma3 } = evidence;
  const comma = commas === decimalPoint ? decimalComma : commas > decimalPoint;
  const numeric = `tl_numeric(p${index}, s${index}, ${comma === true}, ${comma !== true})`;
  const digits = await one<{ scale: number; whole: number; exponent: boolean }>(
    connection,
    `WITH n AS MATERIALIZED (SELECT ${numeric} AS n FROM ${layered(dictionary, [index])})
     SELECT coalesce(max(length(split_part(n, '.', 2))), 0)::DOUBLE AS scale, coalesce(max(length(split_part(n, '.', 1))), 0)::DOUBLE AS whole,
       coalesce(bool_or(contains(lower(n), 'e')), false) AS exponent FROM n`,
  );
  const issues: DataIssue[] = [];
  const twoWays = point3 + comma3;
  if (twoWays > 0 && (comma === undefined || (commas > 0 && decimalPoint > 0))) {
    const example =
      point3 > 0
        ? `"1.234" was read as ${comma ? "one thousand two hundred thirty-four" : "one point two three four"}`
        : `"1,234" was read as ${comma ? "one point two three four" : "one thousand two hundred thirty-four"}`;
    issues.push({
      code: "ambiguous_numbers",
      column: name,
      count: twoWays,
      message: `"${name}" has ${count(twoWays, "number")} that can be read two ways: ${example}. Check that this is right.`,
    });
  }
  const units = await all<{ unit: string; n: number }>(
    connection,
    `SELECT lower(p${index}.unit1 || p${index}.unit2) AS unit, sum(n)::DOUBLE AS n FROM ${layered(dictionary, [index])}
     GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  const signs = new Map<string, number>();
  for (const { unit, n } of units.filter(({ unit }) => unit !== ""))
    signs.set(CURRENCIES[unit] ?? unit.toUpperCase(), (signs.get(CURRENCIES[unit] ?? unit.toUpperCase()) ?? 0) + n);
  const [first] = [...signs.keys()];
  if (signs.size > 1) {
    const parts = [...signs].map(([sign, n]) => `${sign} (${n.toLocaleString("en-US")})`).join(", ");
    issues.push({
      code: "mixed_currencies",
      column: name,
      count: [...signs.values()].reduce((a, b) => a + b, 0),
      message: `"${name}" mixes units: ${parts}. Its figures add them up as plain numbers, without conversion.`,
    });
  }
  return {
    ...plan,
    type: "number",
    expression: `TRY_CAST(${numeric} AS ${numberType(digits)})`,
    ...(first && signs.size === 1 ? { unit: first } : {}),
    issues,
  };
}

/** Exact decimals wherever they fit with room for their sum; floating point for the rest. */
function numberType({ scale, whole, exponent }: { scale: number; whole: number; exponent: boolean }): string {
  if (exponent || scale + whole > 28) return "DOUBLE";
  if (scale === 0 && whole <= 18) return "BIGINT";
  return scale + whole <= 18 ? `DECIMAL(18, ${scale})` : `DECIMAL(38, ${scale})`;
}

async function planDate(
  connection: DuckDBConnection,
  dictionary: string,
  plan: ColumnPlan,
  evidence: Evidence,
  decimalComma: boolean | undefined,
): Promise<ColumnPlan> {
  const { index, name } = plan;
  const { dayFirst, monthFirst, dotDates, eitherFirst } = evidence;
  const first = dayFirst === monthFirst ? dotDates > 0 || decimalComma === true : dayFirst > monthFirst;
  const stamp = `tl_timestamp(c${index}, ${first})`;
  const { timed } = await one<{ timed: boolean }>(
    connection,
    `SELECT coalesce(bool_or(${stamp}::TIME <> TIME '00:00:00'), false) AS timed FROM ${dictionary}`,
  );
  const issues: DataIssue[] = [];
  if (eitherFirst > 0 && (dayFirst === monthFirst || (dayFirst > 0 && monthFirst > 0))) {
    issues.push({
      code: "ambiguous_dates",
      column: name,
      count: eitherFirst,
      message: `"${name}" has ${count(eitherFirst, "date")} such as 03/04/2024 that can be read two ways; they were read as ${first ? "day/month" : "month/day"}. Check that this is right.`,
    });
  }
  return { ...plan, type: "date", expression: timed ? stamp : `${stamp}::DATE`, issues };
}

export function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
