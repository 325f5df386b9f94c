import type { ChartSpec, TableSpec, ValueFormat } from "#lib/domain/session/artifacts.ts";
import { formatValue } from "#lib/domain/session/format-value.ts";

/** The figures of a chart as a table. */
export const chartTable = (chart: ChartSpec): TableSpec => ({
  title: `Figures: ${chart.title}`,
  columns: [
    { key: "x", label: chart.x.label, align: chart.x.type === "number" ? "right" : "left", ...formatOf(chart) },
    ...chart.series.map(({ key, name, format, unit }) => ({
      key,
      label: name,
      align: "right" as const,
      ...(format ? { format } : {}),
      ...(unit ? { unit } : {}),
    })),
  ],
  rows: chart.data,
});

const formatOf = (chart: ChartSpec): { format?: ValueFormat } =>
  chart.x.type !== "date" ? {} : { format: /^\d{4}-\d{2}$/.test(String(chart.data[0]?.x)) ? "month" : "date" };

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A position on the x axis, short enough for a tick: "Mar 24", "9 Mar", or the text, cut. */
export function tickLabel(x: string | number, type: ChartSpec["x"]["type"]): string {
  if (typeof x === "number") return formatValue(x);
  const date = type === "date" ? /^(\d{2})(\d{2})-(\d{2})(?:-(\d{2}))?/.exec(x) : null;
  const month = date ? MONTHS[Number(date[3]) - 1] : undefined;
  if (date && month) return date[4] ? `${Number(date[4])} ${month}` : `${month} ${date[2]}`;
  return x.length > 14 ? `${x.slice(0, 13)}…` : x;
}

/** "1.2M", "340k", "0.06": a value short enough for an axis. */
export const axisValue = (value: number): string =>
  new Intl.NumberFormat("en-US", {
    notation: "compact",
    ...(Math.abs(value) < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 1 }),
  }).format(value);
