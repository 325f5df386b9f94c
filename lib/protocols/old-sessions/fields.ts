import { DomainError } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

/** A record that cannot be read, in words that name the field. */
export const unreadable = (reason: string): DomainError => new DomainError("validation_failed", reason);

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object whose fields are found whatever their spelling: `sessionType`, `session_type` and `Session-Type` are one. */
export interface Fields {
  /** The first of these fields that is there and not null, with the name that it has in the file. */
  find(...names: string[]): { name: string; value: Json } | undefined;
  get(...names: string[]): Json | undefined;
  /** A text, or a number in its place; blank counts as absent. */
  text(...names: string[]): string | null;
}

const plain = (name: string): string => name.replace(/[\s_-]/g, "").toLowerCase();

export function fieldsOf(object: JsonObject, where = ""): Fields {
  const byName = new Map<string, { name: string; value: Json }>();
  for (const [name, value] of Object.entries(object))
    if (value !== null && !byName.has(plain(name))) byName.set(plain(name), { name: where + name, value });

  const find: Fields["find"] = (...names) => {
    for (const name of names) {
      const found = byName.get(plain(name));
      if (found) return found;
    }
    return undefined;
  };
  return {
    find,
    get: (...names) => find(...names)?.value,
    text(...names) {
      const found = find(...names);
      if (!found) return null;
      const value = isObject(found.value) ? (found.value.$oid ?? found.value.$uuid ?? null) : found.value;
      if (typeof value === "number") return String(value);
      if (typeof value !== "string") throw unreadable(`${found.name} is not a text`);
      return value.trim() === "" ? null : value;
    },
  };
}

const DEEPEST = 100;

/** Refuses what PostgreSQL cannot store: NUL characters, halves of surrogate pairs, nesting without end. */
export function refuseUnstorable(value: Json): void {
  if (!isStorable(value, 0)) throw unreadable(complaint(value, "", 0) ?? "the line cannot be stored");
}

function isStorable(value: Json, depth: number): boolean {
  if (typeof value === "string") return !value.includes("\0") && value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (depth > DEEPEST) return false;
  for (const [name, one] of Object.entries(value))
    if (!isStorable(name, depth) || !isStorable(one, depth + 1)) return false;
  return true;
}

function complaint(value: Json, where: string, depth: number): string | undefined {
  if (depth > DEEPEST) return `${where.slice(0, 60)}… is nested deeper than ${DEEPEST} levels`;
  if (typeof value === "string") {
    if (value.includes("\0")) return `${where} holds a NUL character`;
    return value.isWellFormed() ? undefined : `${where} holds half of a surrogate pair`;
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [name, one] of Object.entries(value)) {
    const inner = Array.isArray(value) ? `${where}[${name}]` : where ? `${where}.${name}` : name;
    const found = complaint(name, "the name of a field", depth) ?? complaint(one, inner, depth + 1);
    if (found) return found;
  }
  return undefined;
}
