import { DomainError } from "#lib/domain/errors.ts";
import type { Row, TableSource } from "./rows.ts";
import { detectEncoding, readText } from "./text-encoding.ts";
import { plainNumber } from "./xlsx-values.ts";

const MAX_CHARACTERS = 200_000_000;
const MAX_KEYS = 2000;
const BATCH = 2048;

export type JsonFile = { tables: TableSource[]; text: string; metadata: Record<string, string> };

/**
 * Opens JSON or JSON lines. Lists of objects (or of lists) become tables, also those one level inside of an object;
 * a nested object becomes columns "outer.inner". Without a list, `tables` is empty and the text is all there is.
 */
export async function openJson(path: string, tableName: string): Promise<JsonFile> {
  const { encoding } = await detectEncoding(path);
  let text = "";
  for await (const piece of readText(path, encoding)) {
    text += piece;
    if (text.length > MAX_CHARACTERS)
      throw new DomainError(
        "file_too_complex",
        "The JSON is too large to be read at once. Save its records as CSV or JSON lines in smaller files.",
      );
  }
  const { value, lines } = parse(text);
  const tables = jsonTables(value, tableName);
  return {
    tables,
    text: tables.length > 0 ? "" : JSON.stringify(value, null, 2),
    metadata: { encoding, layout: lines ? "JSON lines" : "JSON" },
  };
}

function parse(text: string): { value: unknown; lines: boolean } {
  try {
    return { value: JSON.parse(text), lines: false };
  } catch (whole) {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    try {
      if (lines.length > 1) return { value: lines.map((line) => JSON.parse(line)), lines: true };
    } catch {
      // Not JSON lines either: the first error says where.
    }
    const where = whole instanceof Error ? whole.message.replace(/, ?".*/s, "").slice(0, 160) : "";
    throw new DomainError(
      "file_broken",
      `The file is not valid JSON (${where}). Correct it there and upload it again.`,
    );
  }
}

/** Tables in a JSON value, or in rows that another step made. */
export function jsonTables(value: unknown, name: string): TableSource[] {
  if (Array.isArray(value)) return isTable(value) ? [table(name, value)] : [];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    Array.isArray(inner) && isTable(inner) ? [table(key, inner)] : [],
  );
}

function isTable(list: unknown[]): boolean {
  return list.length > 0 && (list.every(isObject) || (list.length > 1 && list.every(Array.isArray)));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function table(name: string, list: unknown[]): TableSource {
  return {
    name,
    delimited: false,
    async *rows() {
      if (Array.isArray(list[0])) {
        yield* batches(list, (item) => (item as unknown[]).map(cellText));
        return;
      }
      const keys = columnKeys(list as Record<string, unknown>[]);
      yield [{ number: 0, cells: [...keys.keys()] }];
      yield* batches(list, (item) => {
        const cells = new Array<string>(keys.size).fill("");
        for (const [key, value] of flatten(item as Record<string, unknown>))
          cells[keys.get(key) ?? 0] = cellText(value);
        return cells;
      });
    },
  };
}

function columnKeys(list: Record<string, unknown>[]): Map<string, number> {
  const keys = new Map<string, number>();
  for (const item of list) {
    for (const key of flatten(item).keys()) if (!keys.has(key)) keys.set(key, keys.size);
    if (keys.size > MAX_KEYS)
      throw new DomainError(
        "file_too_complex",
        `The records have more than ${MAX_KEYS} different fields. Leave out those you do not need.`,
      );
  }
  return keys;
}

function* batches(list: unknown[], cells: (item: unknown) => string[]): Generator<Row[]> {
  for (let at = 0; at < list.length; at += BATCH) {
    yield list.slice(at, at + BATCH).map((item, i) => ({ number: at + i + 1, cells: cells(item) }));
  }
}

function flatten(item: Record<string, unknown>): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, value] of Object.entries(item)) {
    if (isObject(value)) for (const [inner, deep] of Object.entries(value)) flat.set(`${key}.${inner}`, deep);
    else flat.set(key, value);
  }
  return flat;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return plainNumber(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
