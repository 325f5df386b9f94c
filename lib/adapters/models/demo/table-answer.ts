import type { QueryResult, TableAnalysis } from "#lib/domain/workflow/analysis.ts";
import type { TableQuestion } from "./table-question.ts";
import { figure, listed } from "./words.ts";

const SQL_FUNCTIONS = { sum: "SUM", mean: "AVG", median: "MEDIAN", min: "MIN", max: "MAX" } as const;
const GRAIN_FORMATS = { year: "%Y", month: "%Y-%m", day: "%Y-%m-%d" } as const;
const SHOWN = 10;

/** One SELECT over the table `data` that answers the question; its columns are `name` (the group) and `value`. */
export function selectFor(question: TableQuestion): string {
  const { group, grain, measure, filter } = question;
  const value = valueExpression(question);
  const conditions = [
    ...(filter ? [`${identifier(filter.column.name)} = ${literal(filter.value)}`] : []),
    ...(group && question.aggregate !== "distinct" ? [`${identifier(group.name)} IS NOT NULL`] : []),
    ...(measure && question.aggregate !== "count" ? [`${identifier(measure.name)} IS NOT NULL`] : []),
  ];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
  if (!group || question.aggregate === "distinct") return `SELECT ${value} AS value FROM data${where}`;
  const name = grain ? `strftime(${identifier(group.name)}, '${GRAIN_FORMATS[grain]}')` : identifier(group.name);
  const order = question.order === "time" ? "name" : question.order === "lowest" ? "value, name" : "value DESC, name";
  return `SELECT ${name} AS name, ${value} AS value FROM data${where} GROUP BY 1 ORDER BY ${order} LIMIT ${question.order === "time" ? 60 : SHOWN}`;
}

/** The answer in words, from the rows that `selectFor` gave. */
export function wordRows(question: TableQuestion, result: QueryResult, table: TableAnalysis): string {
  const rows = result.rows.map((row) => ({ name: String(row.name ?? ""), value: row.value }));
  const first = rows[0];
  if (!first || first.value === null) return `There is no such figure in ${table.file.name}${filterText(question)}.`;
  const show = (value: unknown) =>
    figure(value, question.aggregate === "count" || question.aggregate === "distinct" ? "" : question.measure?.unit);
  const what = whatText(question);
  if (!question.group || question.aggregate === "distinct")
    return `The ${what}${filterText(question)} is **${show(first.value)}** (${table.file.name}, ${figure(table.table.rowCount)} rows).`;
  const heading = `| ${question.grain ? question.grain : question.group.name} | ${what} |\n| --- | ---: |`;
  const body = rows.map((row) => `| ${row.name.replaceAll("|", "\\|")} | ${show(row.value)} |`).join("\n");
  return `${leadSentence(question, rows, what, show)}\n\n${heading}\n${body}`;
}

/** The same from the breakdowns of the analysis, for when no query can be run. */
export function wordBreakdown(question: TableQuestion, table: TableAnalysis): string | undefined {
  const breakdown = table.breakdowns.find(
    (one) => one.dimension === question.group?.name && (!question.measure || one.measure === question.measure.name),
  );
  if (!breakdown || question.filter || breakdown.aggregate !== question.aggregate) return undefined;
  const groups =
    question.order === "lowest" && breakdown.other === undefined ? breakdown.groups.toReversed() : breakdown.groups;
  if (question.order === "lowest" && breakdown.other) return undefined;
  const rows = groups.slice(0, SHOWN).map(({ name, value }) => ({ name, value }));
  return wordRows(question, { columns: [], rows, truncated: false }, table);
}

function leadSentence(
  question: TableQuestion,
  rows: { name: string; value: unknown }[],
  what: string,
  show: (value: unknown) => string,
): string {
  const [first, ...others] = rows;
  if (!first) return "";
  if (question.order === "time") {
    const last = rows.at(-1) ?? first;
    if (others.length === 0)
      return `The ${what}${filterText(question)} is ${show(first.value)}, all of it in ${first.name}:`;
    return `The ${what}${filterText(question)} goes from ${show(first.value)} in ${first.name} to ${show(last.value)} in ${last.name}:`;
  }
  const rest = others.slice(0, 2).map((row) => `${row.name} (${show(row.value)})`);
  const follow = rest.length > 0 ? `, before ${listed(rest)}` : "";
  return `**${first.name}** has the ${question.order} ${what}${filterText(question)}: **${show(first.value)}**${follow}.`;
}

function whatText({ aggregate, measure, group }: TableQuestion): string {
  if (aggregate === "distinct") return `number of different values of ${group?.name}`;
  if (aggregate === "count") return "number of rows";
  const names = { sum: "total", mean: "average", median: "median", min: "lowest", max: "highest" } as const;
  return `${names[aggregate]} ${measure?.name}`;
}

function filterText({ filter }: TableQuestion): string {
  return filter ? ` for ${filter.column.name} = ${filter.value}` : "";
}

function valueExpression({ aggregate, measure, group }: TableQuestion): string {
  if (aggregate === "distinct") return `COUNT(DISTINCT ${identifier(group?.name ?? "")})`;
  if (aggregate === "count" || !measure) return "COUNT(*)";
  return `ROUND(${SQL_FUNCTIONS[aggregate]}(${identifier(measure.name)})::DOUBLE, 4)`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
