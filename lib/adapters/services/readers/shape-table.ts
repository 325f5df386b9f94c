import { DomainError } from "#lib/domain/errors.ts";
import type { Row, TableSource } from "./rows.ts";

const MISSING = new Set(
  "na,n/a,n.a.,n. a.,-,--,---,–,—,null,(null),none,nil,nan,<na>,#n/a,#null!,#div/0!,#ref!,#value!,#name?,#num!,?,k.a.,k. a.,keine angabe,(blank),missing,undefined,\\n".split(
    ",",
  ),
);
const LONGEST_MARKER = 13;
const HEADER_SAMPLE = 100;
const LOOKS_LIKE_DATA =
  /^[-+(]?\s*[€$£¥]?\s*\d[\d.,' ]*\s*[€$£¥%]?\)?$|^\d{4}-\d{1,2}-\d{1,2}|^\d{1,2}[./]\d{1,2}[./]\d{2,4}/;

/** A table's columns and what was done to its cells while reading; counts are per column where they are lists. */
export type TableFacts = {
  columns: string[];
  headerRow: number;
  rowCount: number;
  /** Rows with nothing in them, which are not counted as rows. */
  emptyRows: number;
  shortRows: number;
  longRows: number;
  /** Rows that repeat an earlier one; counted once they are loaded. */
  duplicates?: number;
  trimmed: number[];
  markers: Map<string, number>[];
};

/** Takes rows of exactly as many cells as there are columns; null is a missing value. */
export type TableSink = {
  start?: (columns: string[]) => Promise<void>;
  rows: (rows: (string | null)[][], numbers: number[]) => void;
};

export type TableLimits = { rows: number; columns: number };

/**
 * Reads a table once: finds its header, trims cells, turns missing markers (NA, n/a, -, null …) into null, and hands
 * the rows on. Errors: file_too_complex past the limits.
 */
export async function readTable(source: TableSource, limits: TableLimits, sink: TableSink): Promise<TableFacts> {
  let facts: TableFacts | undefined;
  let waiting: Row[] = [];
  const start = async () => {
    const header = findHeader(waiting);
    const width = Math.min(header.width, limits.columns);
    facts = {
      columns: columnNames(header.names, width),
      headerRow: header.names ? (waiting[header.skip]?.number ?? 0) : 0,
      rowCount: 0,
      emptyRows: 0,
      shortRows: 0,
      longRows: 0,
      trimmed: new Array(width).fill(0),
      markers: Array.from({ length: width }, () => new Map()),
    };
    await sink.start?.(facts.columns);
    const rest = waiting.slice(header.skip + (header.names ? 1 : 0));
    waiting = [];
    return { facts, rest, width: header.width };
  };
  let fullWidth = 0;
  for await (const batch of source.rows()) {
    let rows = batch;
    if (!facts) {
      for (const row of batch) waiting.push(row);
      if (waiting.length < HEADER_SAMPLE) continue;
      ({ facts, rest: rows, width: fullWidth } = await start());
    }
    clean(rows, facts, fullWidth, source.delimited, sink);
    if (facts.rowCount > limits.rows) {
      throw new DomainError(
        "file_too_complex",
        `"${source.name}" has more than ${limits.rows.toLocaleString("en-US")} rows. Split it or leave out rows you do not need.`,
      );
    }
  }
  if (facts) return facts;
  const started = await start();
  clean(started.rest, started.facts, started.width, source.delimited, sink);
  return started.facts;
}

function clean(rows: Row[], facts: TableFacts, fullWidth: number, delimited: boolean, sink: TableSink): void {
  const width = facts.columns.length;
  const cleaned: (string | null)[][] = [];
  const numbers: number[] = [];
  for (const { number, cells } of rows) {
    let filled = false;
    const values = new Array<string | null>(width);
    for (let i = 0; i < width; i++) {
      const raw = cells[i];
      const value = raw === undefined || raw === "" ? null : cleanCell(raw, i, facts);
      values[i] = value;
      if (value !== null) filled = true;
    }
    if (cells.length > fullWidth && cells.slice(fullWidth).some((cell) => cell.trim() !== "")) facts.longRows++;
    if (delimited && cells.length < fullWidth) facts.shortRows++;
    if (filled) {
      cleaned.push(values);
      numbers.push(number);
    } else facts.emptyRows++;
  }
  facts.rowCount += cleaned.length;
  if (cleaned.length > 0) sink.rows(cleaned, numbers);
}

function cleanCell(raw: string, column: number, facts: TableFacts): string | null {
  const text = raw.trim();
  if (text === "") return null;
  if (text.length !== raw.length) facts.trimmed[column] = (facts.trimmed[column] ?? 0) + 1;
  if (text.length <= LONGEST_MARKER && MISSING.has(text.toLowerCase())) {
    const markers = facts.markers[column];
    if (markers && (markers.size < 20 || markers.has(text))) markers.set(text, (markers.get(text) ?? 0) + 1);
    return null;
  }
  return text.includes("\u0000") ? text.replaceAll("\u0000", "") : text.toWellFormed();
}

/** Title lines above the table have far fewer cells than it; a first row of figures is no header. */
function findHeader(rows: Row[]): { skip: number; names: string[] | undefined; width: number } {
  const filled = rows.map((row) => row.cells.filter((cell) => cell.trim() !== "").length);
  const widths = new Map<number, number>();
  for (const count of filled) if (count > 0) widths.set(count, (widths.get(count) ?? 0) + 1);
  const usual = [...widths].reduce(
    (best, next) => (next[1] > best[1] || (next[1] === best[1] && next[0] > best[0]) ? next : best),
    [0, 0],
  )[0];
  const skip = Math.max(
    0,
    usual >= 3 ? filled.findIndex((count) => count > usual / 2) : filled.findIndex((count) => count > 0),
  );
  const first = rows[skip]?.cells ?? [];
  const present = first.filter((cell) => cell.trim() !== "");
  const data = present.filter((cell) => LOOKS_LIKE_DATA.test(cell.trim()));
  const names = present.length > 0 && data.length <= present.length / 2 ? first : undefined;
  const width = Math.max(
    lastFilled(first),
    ...rows.slice(skip).map((row) => (row.cells.length > first.length * 2 + 8 ? 0 : lastFilled(row.cells))),
  );
  return { skip, names, width: names && widthAgrees(rows, skip, first) ? lastFilled(first) : width };
}

/** Whether most rows are no wider than the header, so that wider ones are the odd ones out. */
function widthAgrees(rows: Row[], skip: number, first: string[]): boolean {
  const below = rows.slice(skip + 1);
  const wider = below.filter((row) => lastFilled(row.cells) > lastFilled(first)).length;
  return wider <= below.length * 0.1;
}

function lastFilled(cells: string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== "") + 1;
}

/** Names that are never empty and never the same, since SQL knows no upper case. */
function columnNames(names: string[] | undefined, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, i) => {
    const given = (names?.[i] ?? "")
      .replace(/[\s\p{Cc}]+/gu, " ")
      .trim()
      .toWellFormed()
      .slice(0, 100);
    const base = given === "" ? `Column ${i + 1}` : given;
    let name = base;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${base} (${n})`;
    taken.add(name.toLowerCase());
    return name;
  });
}
