import type { CellValue, ChartSpec, TableSpec } from "#lib/domain/session/artifacts.ts";
import { formatNumber, formatValue } from "#lib/domain/session/format-value.ts";
import type {
  AnalysisResult,
  CategoryBreakdown,
  ColumnProfile,
  DataIssue,
  TableAnalysis,
  Trend,
} from "#lib/domain/workflow/analysis.ts";
import { makeChart, measureLabel, topGroups } from "./chart.ts";
import { describeText } from "./describe-text.ts";
import { escapeMarkdown, plural, section } from "./markdown.ts";

/** An analysis as a person reads it. `facts` are single sentences, the most telling first, for whoever words it anew. */
export type AnalysisDescription = { summary: string; table: TableSpec; chart?: ChartSpec; facts: string[] };

const CAVEATS = 8;
const MEASURES = 5;
/** What can make a figure wrong comes before what is only untidy. */
const CAVEAT_ORDER: DataIssue["code"][] = [
  "unparsed_values",
  "mixed_currencies",
  "total_row",
  "duplicate_rows",
  "ambiguous_numbers",
  "ambiguous_dates",
  "mixed_types",
  "ragged_rows",
  "missing_values",
  "spelling_variants",
  "left_out",
  "outliers",
  "constant_column",
  "trimmed_values",
];

/** Words the findings by rule, without a model: what the data is, what stands out, and what to be careful about. */
export function describeAnalysis(result: AnalysisResult): AnalysisDescription {
  const chart = makeChart({ analysis: result });
  const described = result.kind === "text" ? describeText(result) : describeTable(result);
  return { ...described, ...(chart ? { chart } : {}) };
}

function describeTable(result: TableAnalysis): Omit<AnalysisDescription, "chart"> {
  const { table, columns, breakdowns, trend } = result;
  const measures = columns.filter((column) => column.role === "measure" && column.count > 0);
  const facts = [
    ...breakdowns.slice(0, 1).flatMap(breakdownFacts),
    ...(trend ? trendFacts(trend) : []),
    ...measures.slice(0, MEASURES).map(measureFact),
    ...breakdowns.slice(1).flatMap((breakdown) => breakdownFacts(breakdown).slice(0, 1)),
    ...result.outliers.map(outlierFact),
  ];
  const caveats = sortedIssues(result.issues);
  const [span] = columns.filter((column) => column.role === "date" && column.min !== undefined);
  const period = span
    ? `, from ${formatValue(String(span.min), "date")} to ${formatValue(String(span.max), "date")}`
    : "";
  const lines = [
    `**${escapeMarkdown(result.file.name)}** has ${plural(table.rowCount, "row")} and ${plural(table.columnCount, "column")}${period}.`,
    ...section("What stands out", facts),
    ...section(
      "Before you rely on it",
      caveats.length === 0
        ? ["No missing, unreadable or repeated values were found."]
        : caveats.slice(0, CAVEATS).map((issue) => issue.message),
    ),
  ];
  if (caveats.length > CAVEATS)
    lines.push("", `…and ${plural(caveats.length - CAVEATS, "more note")} on single columns.`);
  const left = [
    ...(result.columnsLeftOut > 0
      ? [
          `${plural(result.columnsLeftOut, "further column")} ${result.columnsLeftOut === 1 ? "was" : "were"} not profiled.`,
        ]
      : []),
    ...(result.otherTables.length > 0
      ? [
          `Only "${table.name}" was analysed; the file also has ${result.otherTables.map((other) => `"${other.name}" (${plural(other.rowCount, "row")})`).join(", ")}.`,
        ]
      : []),
  ].map(escapeMarkdown);
  if (left.length > 0) lines.push("", ...left);
  return {
    summary: lines.join("\n"),
    table: breakdowns[0] ? breakdownTable(breakdowns[0]) : columnTable(columns),
    facts: [...facts, ...caveats.map((issue) => issue.message)],
  };
}

function breakdownFacts(breakdown: CategoryBreakdown): string[] {
  const { dimension, groups, groupCount, aggregate, unit, other } = breakdown;
  const [best] = groups;
  const worst = other ? undefined : groups.at(-1);
  if (!best || groups.length < 2) return [];
  const label = measureLabel(breakdown);
  const total = groups.reduce((sum, group) => sum + group.value, 0) + (other?.value ?? 0) + breakdown.without.value;
  const positive =
    groups.every((group) => group.value >= 0) && breakdown.without.value >= 0 && (other?.value ?? 0) >= 0;
  const part = (value: number) =>
    aggregate !== "mean" && positive && total > 0 ? ` (${formatNumber((value / total) * 100, 1)}% of the total)` : "";
  const facts = [
    `${label} by ${dimension}: highest for ${best.name}, ${formatValue(best.value, undefined, unit)}${part(best.value)}${worst && worst !== best ? `; lowest for ${worst.name}, ${formatValue(worst.value, undefined, unit)}${part(worst.value)}` : ""}.`,
  ];
  if (groupCount > 5) {
    const top = groups.slice(0, 3);
    const sum = top.reduce((all, group) => all + group.value, 0);
    if (part(sum) !== "")
      facts.push(
        `The top three of ${groupCount.toLocaleString("en-US")} (${top.map((group) => group.name).join(", ")}) make up ${formatNumber((sum / total) * 100, 1)}%.`,
      );
  }
  return facts;
}

function trendFacts(trend: Trend): string[] {
  const known = trend.points.filter((point): point is typeof point & { value: number } => point.value !== null);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last || known.length < 2) return [];
  const say = (point: { period: string; value: number }) =>
    `${formatValue(point.value, undefined, trend.unit)} in ${formatValue(point.period, "month")}`;
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const percent = first.value > 0 ? ((last.value - first.value) / first.value) * 100 : undefined;
  const change =
    percent === undefined || Math.abs(percent) < 0.05 ? "" : ` (${percent > 0 ? "+" : ""}${formatNumber(percent, 1)}%)`;
  const gaps = trend.points.length - known.length;
  return [
    `${measureLabel(trend)} went from ${say(first)} to ${say(last)}${change}; highest ${say(highest)}, lowest ${say(lowest)}.${gaps > 0 ? ` ${plural(gaps, trend.grain)} in between ${gaps === 1 ? "has" : "have"} no data.` : ""} The first and last ${trend.grain} may be incomplete.`,
  ];
}

function measureFact(column: ColumnProfile): string {
  const show = (value: number | string | undefined) => formatValue(value ?? null, undefined, column.unit);
  const total = column.aggregate === "mean" ? "" : `total ${show(column.sum)}, `;
  return `${column.name}: ${total}mean ${show(round(column.mean))}, median ${show(round(column.median))}, from ${show(column.min)} to ${show(column.max)} (${plural(column.count, "value")}).`;
}

function outlierFact({ column, count, samples }: TableAnalysis["outliers"][number]): string {
  const [extreme] = samples;
  const example = extreme
    ? `; the most extreme is ${formatNumber(extreme.value)} in row ${extreme.row.toLocaleString("en-US")}`
    : "";
  return `${column} has ${plural(count, "value")} far from the rest${example}.`;
}

function breakdownTable(breakdown: CategoryBreakdown): TableSpec {
  const { dimension, unit, without } = breakdown;
  const { shown, rest } = topGroups(breakdown);
  const all = [
    ...shown.map((group) => ({ label: group.name, ...group })),
    ...(rest ? [{ label: `Other (${rest.groups})`, ...rest }] : []),
    ...(without.count > 0 ? [{ label: `(no ${dimension})`, ...without }] : []),
  ];
  const format = all.every(({ value }) => Number.isInteger(value)) ? ("integer" as const) : ("decimal" as const);
  const label = measureLabel(breakdown);
  const counted = breakdown.aggregate !== "count";
  return {
    title: `${label} by ${dimension}`,
    columns: [
      { key: "group", label: dimension, align: "left" },
      { key: "value", label, align: "right", format, ...(unit ? { unit } : {}) },
      ...(counted ? [{ key: "count", label: "Values", align: "right" as const, format: "integer" as const }] : []),
    ],
    rows: all.map(
      ({ label: group, value, count }): Record<string, CellValue> =>
        counted ? { group, value, count } : { group, value },
    ),
  };
}

function columnTable(columns: ColumnProfile[]): TableSpec {
  return {
    title: "Columns",
    columns: [
      { key: "name", label: "Column", align: "left" },
      { key: "type", label: "Type", align: "left" },
      { key: "count", label: "Values", align: "right", format: "integer" },
      { key: "missing", label: "Missing", align: "right", format: "integer" },
      { key: "distinct", label: "Distinct", align: "right", format: "integer" },
    ],
    rows: columns
      .slice(0, 50)
      .map(({ name, type, count, missing, distinct }) => ({ name, type, count, missing, distinct })),
  };
}

function sortedIssues(issues: DataIssue[]): DataIssue[] {
  return [...issues].sort((a, b) => CAVEAT_ORDER.indexOf(a.code) - CAVEAT_ORDER.indexOf(b.code) || b.count - a.count);
}

function round(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(10));
}
