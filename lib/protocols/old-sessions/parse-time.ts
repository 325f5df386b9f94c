import type { Json } from "#lib/domain/json.ts";
import { isObject, unreadable } from "./fields.ts";

const FIRST = Date.UTC(2000, 0, 1);
const LAST = Date.UTC(2200, 0, 1);
/** Larger numbers are milliseconds, smaller ones seconds. */
const MILLISECONDS = 100_000_000_000;

const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * A time as ISO 8601 in UTC: from ISO 8601 with or without a zone (then UTC), from seconds or milliseconds since 1970,
 * or from MongoDB's `{"$date": …}`.
 *
 * @throws `validation_failed` that names the field.
 */
export function parseTime(value: Json, name: string): string {
  const wrapped = isObject(value) ? value.$date : undefined;
  if (wrapped !== undefined && wrapped !== null) {
    const long = isObject(wrapped) ? wrapped.$numberLong : wrapped;
    return parseTime(typeof long === "string" && /^\d+$/.test(long) ? Number(long) : (long ?? null), name);
  }
  const milliseconds =
    typeof value === "number" ? fromNumber(value) : typeof value === "string" ? fromText(value) : NaN;
  if (Number.isNaN(milliseconds)) throw unreadable(`${name} is not a date: ${show(value)}`);
  if (milliseconds < FIRST || milliseconds >= LAST) throw unreadable(`${name} is no likely date: ${show(value)}`);
  return new Date(milliseconds).toISOString();
}

const show = (value: Json): string => JSON.stringify(value).slice(0, 60);

const fromNumber = (value: number): number => Math.trunc(value > MILLISECONDS ? value : value * 1000);

function fromText(value: string): number {
  const text = value.trim();
  if (/^\d{10}(\.\d+)?$|^\d{13}$/.test(text)) return fromNumber(Number(text));
  if (!ISO.test(text)) return Number.NaN;
  const [date = "", time = "00:00", zone = "Z"] = text
    .replace(",", ".")
    .replace(/[T ]/i, "|")
    .replace(/\s?(Z|UTC|[+-]\d{2}:?\d{2})$/i, "|$1")
    .split("|");
  const offset = zone.replace(/^(UTC|z)$/i, "Z").replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const milliseconds = Date.parse(`${date}T${time}${offset}`);
  // "2026-02-30" would become the second of March.
  const day = new Date(`${date}T00:00Z`);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date) ? Number.NaN : milliseconds;
}
