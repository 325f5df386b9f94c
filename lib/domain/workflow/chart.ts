import type { CellValue, ChartPoint, ChartSpec } from "#lib/domain/session/artifacts.ts";
import { formatValue } from "#lib/domain/session/format-value.ts";
import type { AnalysisResult, CategoryBreakdown, Trend } from "#lib/domain/workflow/analysis.ts";

const MOST_BARS = 12;
const MOST_POINTS = 400;
const MOST_SERIES = 4;

export type ChartRequest =
  | { analysis: AnalysisResult }
  /** `x` and `y` name columns; without them the first fitting ones are taken. */
  | { title: string; rows: Record<string, CellValue>[]; x?: string; y?: string[] };

/** A chart that suits the data: time as a line, categories as sorted bars. Undefined when there is nothing to draw. */
export function makeChart(request: ChartRequest): ChartSpec | undefined {
  if ("rows" in request) return chartOfRows(request.title, request.rows, request.x, request.y);
  const { analysis } = request;
  if (analysis.kind === "text") return chartOfTerms(analysis.keyTerms);
  if (analysis.trend && analysis.trend.points.length >= 3) return chartOfTrend(analysis.trend);
  const [breakdown] = analysis.breakdowns;
  return breakdown && breakdown.groups.length >= 2 ? chartOfBreakdown(breakdown) : undefined;
}

export function chartOfTrend(trend: Trend): ChartSpec {
  const label = measureLabel(trend);
  const known = trend.points.filter((point) => point.value !== null);
  const highest = known.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
  const lowest = known.reduce((a, b) => ((b.value ?? 0) < (a.value ?? 0) ? b : a));
  const say = (point: { period: string; value: number | null }) =>
    `${formatValue(point.value, undefined, trend.unit)} in ${formatValue(point.period, "month")}`;
  return {
    type: "line",
    title: `${label} by ${trend.grain}`,
    description: `Line chart of ${label.toLowerCase()} by ${trend.grain}, ${trend.points.length} points. Highest: ${say(highest)}. Lowest: ${say(lowest)}.`,
    x: { label: trend.date, type: "date" },
    series: [
      {
        key: "value",
        name: label,
        ...numberLook(
          trend.points.map((point) => point.value),
          trend.unit,
        ),
      },
    ],
    data: trend.points.map(({ period, value }) => ({ x: period, value })),
  };
}

export function chartOfBreakdown(breakdown: CategoryBreakdown): ChartSpec {
  const label = measureLabel(breakdown);
  const { shown, rest } = topGroups(breakdown);
  const data: ChartPoint[] = shown.map(({ name, value }) => ({ x: name, value }));
  if (rest) data.push({ x: `Other (${rest.groups})`, value: rest.value });
  const [first] = shown;
  const best = first
    ? ` ${first.name} has the highest value, ${formatValue(first.value, undefined, breakdown.unit)}.`
    : "";
  return {
    type: "bar",
    title: `${label} by ${breakdown.dimension}`,
    description: `Bar chart of ${label.toLowerCase()} by ${breakdown.dimension}, ${data.length} bars from high to low.${best}`,
    x: { label: breakdown.dimension, type: "category" },
    series: [
      {
        key: "value",
        name: label,
        ...numberLook(
          shown.map(({ value }) => value),
          breakdown.unit,
        ),
      },
    ],
    data,
  };
}

/** The best groups, at most twelve; the rest added up, or left out where an average cannot be. */
export function topGroups(breakdown: CategoryBreakdown): {
  shown: CategoryBreakdown["groups"];
  rest?: { groups: number; value: number; count: number };
} {
  const { groups, other, aggregate } = breakdown;
  if (groups.length <= MOST_BARS && !other) return { shown: groups };
  const shown = groups.slice(0, MOST_BARS - 1);
  const tail = groups.slice(MOST_BARS - 1);
  const parts = [...tail, ...(other ? [other] : [])];
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const weighted = parts.reduce((sum, part) => sum + (aggregate === "mean" ? part.value * part.count : part.value), 0);
  const value = aggregate === "mean" ? (count === 0 ? 0 : weighted / count) : weighted;
  return { shown, rest: { groups: tail.length + (other?.groups ?? 0), value: round(value), count } };
}

export function measureLabel({ aggregate, measure }: { aggregate: "sum" | "mean" | "count"; measure: string }): string {
  return aggregate === "count" ? "Number of rows" : aggregate === "mean" ? `Mean ${measure}` : `Total ${measure}`;
}

function chartOfTerms(terms: { term: string; count: number }[]): ChartSpec | undefined {
  const shown = terms.filter(({ count }) => count > 1).slice(0, MOST_BARS);
  if (shown.length < 3) return undefined;
  return {
    type: "bar",
    title: "Most frequent terms",
    description: `Bar chart of the ${shown.length} most frequent terms. ${shown[0]?.term} occurs most, ${shown[0]?.count} times.`,
    x: { label: "Term", type: "category" },
    series: [{ key: "value", name: "Occurrences", format: "integer" }],
    data: shown.map(({ term, count }) => ({ x: term, value: count })),
  };
}

function chartOfRows(
  title: string,
  rows: Record<string, CellValue>[],
  x?: string,
  y?: string[],
): ChartSpec | undefined {
  const names = [...new Set(rows.slice(0, 100).flatMap((row) => Object.keys(row)))];
  const numeric = (name: string) =>
    rows.some((row) => typeof row[name] === "number") &&
    rows.every((row) => row[name] == null || typeof row[name] === "number");
  const axis = x ?? names.find((name) => !numeric(name)) ?? names[0];
  const series = (y ?? names.filter((name) => name !== axis && numeric(name))).slice(0, MOST_SERIES);
  if (axis === undefined || series.length === 0 || rows.length < 2) return undefined;
  const time = rows.every((row) => typeof row[axis] === "string" && /^\d{4}-\d{2}(-\d{2}|$)/.test(row[axis]));
  const sorted = time
    ? [...rows].sort((a, b) => String(a[axis]).localeCompare(String(b[axis])))
    : [...rows].sort((a, b) => Number(b[series[0] ?? ""] ?? 0) - Number(a[series[0] ?? ""] ?? 0));
  const ordered = !time && numeric(axis) ? [...rows].sort((a, b) => Number(a[axis]) - Number(b[axis])) : sorted;
  const line = time || numeric(axis);
  const point = (row: Record<string, CellValue>): ChartPoint => ({
    ...Object.fromEntries(series.map((name, i) => [`y${i + 1}`, typeof row[name] === "number" ? row[name] : null])),
    x: typeof row[axis] === "number" ? row[axis] : formatValue(row[axis] ?? null),
  });
  const kept = line
    ? ordered.slice(0, MOST_POINTS)
    : ordered.slice(0, ordered.length > MOST_BARS ? MOST_BARS - 1 : MOST_BARS);
  const data = kept.map(point);
  const rest = line ? [] : ordered.slice(kept.length);
  if (rest.length > 0) {
    const sums = series.map((name, i) => [
      `y${i + 1}`,
      round(rest.reduce((sum, row) => sum + Number(row[name] ?? 0), 0)),
    ]);
    data.push({ ...Object.fromEntries(sums), x: `Other (${rest.length})` });
  }
  return {
    type: line ? "line" : "bar",
    title,
    description: `${line ? "Line" : "Bar"} chart of ${series.join(", ")} by ${axis}, ${data.length} points.`,
    x: { label: axis, type: time ? "date" : numeric(axis) ? "number" : "category" },
    series: series.map((name, i) => ({
      key: `y${i + 1}`,
      name,
      ...numberLook(
        rows.map((row) => row[name] as number | null),
        undefined,
      ),
    })),
    data,
  };
}

function numberLook(
  values: (number | null | undefined)[],
  unit: string | undefined,
): { format: "integer" | "decimal"; unit?: string } {
  const whole = values.every((value) => value == null || Number.isInteger(value));
  return { format: whole ? "integer" : "decimal", ...(unit ? { unit } : {}) };
}

/** Adding up decimals leaves noise in the last digits. */
function round(value: number): number {
  return Number(value.toPrecision(14));
}
