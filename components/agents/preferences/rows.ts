import { type Json, type JsonObject, sameJson } from "#lib/domain/json.ts";

export const VALUE_TYPES = ["text", "number", "yes-no", "json"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** One preference as it stands in the form: everything is text until it is saved. */
export interface PreferenceRow {
  id: string;
  name: string;
  type: ValueType;
  text: string;
}

export const emptyRow = (id: string): PreferenceRow => ({ id, name: "", type: "text", text: "" });

/** By name: a database forgets the order of keys. */
export const rowsOf = (preferences: JsonObject): PreferenceRow[] =>
  Object.entries(preferences)
    .map(([name, value]) => ({ id: `saved:${name}`, name, ...written(value) }))
    .sort((a, b) => a.name.localeCompare(b.name));

function written(value: Json): Pick<PreferenceRow, "type" | "text"> {
  if (typeof value === "string") return { type: "text", text: value };
  if (typeof value === "number") return { type: "number", text: String(value) };
  if (typeof value === "boolean") return { type: "yes-no", text: value ? "yes" : "no" };
  return { type: "json", text: JSON.stringify(value, null, 2) };
}

/** The same row with another type, its text carried over where that makes sense. */
export function withType(row: PreferenceRow, type: ValueType): PreferenceRow {
  if (type === "yes-no") return { ...row, type, text: row.text === "no" ? "no" : "yes" };
  if (type === "number") return { ...row, type, text: Number.isFinite(Number(row.text)) ? row.text : "" };
  return { ...row, type };
}

export interface RowError {
  id: string;
  field: "name" | "value";
  message: string;
}

export type Reading = { ok: true; preferences: JsonObject } | { ok: false; errors: RowError[] };

/** What the rows say, or what is wrong with them. A row without name and value is not there. */
export function readRows(rows: readonly PreferenceRow[]): Reading {
  const errors: RowError[] = [];
  const read = new Map<string, Json>();
  for (const row of rows) {
    const name = row.name.trim();
    if (name === "" && row.text.trim() === "") continue;
    const wrong = (field: RowError["field"], message: string) => errors.push({ id: row.id, field, message });
    if (name === "") wrong("name", "Give it a name.");
    else if (name.length > 100) wrong("name", "At most 100 characters.");
    else if (read.has(name)) wrong("name", "This name is there twice.");
    const value = readValue(row);
    if (typeof value === "object" && value !== null && "wrong" in value) wrong("value", String(value.wrong));
    else read.set(name, value as Json);
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, preferences: Object.fromEntries(read) };
}

function readValue({ type, text }: PreferenceRow): Json | { wrong: string } {
  if (type === "yes-no") return text === "yes";
  if (type === "text") return text.trim() === "" ? { wrong: "Write a value, or remove the line." } : text;
  if (type === "number")
    return text.trim() !== "" && Number.isFinite(Number(text))
      ? Number(text)
      : { wrong: "Write a number, such as 2.5." };
  return readJson(text);
}

function readJson(text: string): Json | { wrong: string } {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { wrong: 'Write JSON, such as {"city": "Berlin"} or [1, 2].' };
  }
  return hasNull(value) ? { wrong: "Leave out what is empty: null cannot be kept." } : value;
}

/** In an object null means "take it away"; in a list it is a value like others. */
const hasNull = (value: Json): boolean =>
  value === null ||
  (typeof value === "object" &&
    (Array.isArray(value)
      ? value.some((one) => one !== null && hasNull(one))
      : Object.values(value).some((one) => hasNull(one))));

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The merge patch (RFC 7396) that makes the one of the other: only what differs, null for what is gone. */
export function patchBetween(before: JsonObject, after: JsonObject): JsonObject {
  const patch = new Map<string, Json>();
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of was.keys()) if (!is.has(key)) patch.set(key, null);
  for (const [key, value] of is) {
    const old = was.get(key);
    if (old !== undefined && sameJson(old, value)) continue;
    patch.set(key, isObject(old) && isObject(value) ? patchBetween(old, value) : value);
  }
  return Object.fromEntries(patch);
}
