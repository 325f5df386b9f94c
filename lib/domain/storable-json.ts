import type { Json } from "./json.ts";

/**
 * The same value without what PostgreSQL's jsonb refuses: NUL characters and halves of surrogate pairs, which
 * broken files bring along in texts and column names. What JSON cannot say (undefined, NaN) goes as JSON has it.
 */
export function storableJson(value: unknown): Json {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value === null || typeof value === "boolean") return value;
  if (typeof value !== "object") return null;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [storableText(key), storableJson(one)]));
}

export const storableText = (text: string): string => text.replaceAll("\0", "").toWellFormed();
