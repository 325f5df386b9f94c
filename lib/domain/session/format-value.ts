import type { CellValue, ValueFormat } from "./artifacts.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** A value as a person reads it in English; used by tables, charts and summaries alike. Null gives "–". */
export function formatValue(value: CellValue | undefined, format?: ValueFormat, unit?: string): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return format === "month" || format === "date" ? formatDate(value) : value;
  if (format === "text") return String(value);
  if (format === "percent") return `${formatNumber(value * 100, 1)}%`;
  return withUnit(formatNumber(value, format === "integer" ? 0 : undefined), unit);
}

/** Grouped by thousands; decimals default to what the size of the number deserves. */
export function formatNumber(value: number, decimals?: number): string {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e15 || size < 1e-4)) return value.toExponential(2);
  const most = decimals ?? (Number.isInteger(value) ? 0 : size >= 1 ? 2 : 4);
  const least = decimals ?? (most === 2 && size >= 1 ? 2 : 0);
  return value.toLocaleString("en-US", { minimumFractionDigits: least, maximumFractionDigits: most });
}

function withUnit(text: string, unit: string | undefined): string {
  if (!unit) return text;
  if (unit === "%") return `${text}%`;
  if (unit.length > 1) return `${text} ${unit}`;
  return text.startsWith("-") ? `-${unit}${text.slice(1)}` : `${unit}${text}`;
}

/** "2024-03-09" → "9 March 2024", "2024-03" → "March 2024"; anything else as it is. */
function formatDate(iso: string): string {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(iso);
  const month = MONTHS[Number(match?.[2]) - 1];
  if (!match || !month) return iso;
  return match[3] ? `${Number(match[3])} ${month} ${match[1]}` : `${month} ${match[1]}`;
}
