import { posix } from "node:path";
import { readZipEntries, readZipEntry, type ZipEntry } from "#lib/adapters/services/zip.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Row, TableSource } from "./rows.ts";
import { columnIndex, type NumberStyle, numberStyle, numberText } from "./xlsx-values.ts";
import { readXml, scanXml } from "./xml.ts";

const MAX_COLUMNS = 16_384;

export type Workbook = { tables: TableSource[]; metadata: Record<string, string>; warnings: string[] };

type Book = {
  path: string;
  entries: Map<string, ZipEntry>;
  date1904: boolean;
  strings: () => Promise<string[]>;
  styles: () => Promise<NumberStyle[]>;
};

/**
 * Opens a workbook: its visible sheets, whose rows are streamed from the zip so that memory holds the shared strings
 * and one piece of a sheet. Errors: file_broken, file_too_complex.
 */
export async function openWorkbook(path: string, maxExpanded: number): Promise<Workbook> {
  const entries = new Map((await readZipEntries(path, maxExpanded)).map((entry) => [entry.name.toLowerCase(), entry]));
  const main = [...(await relations(path, entries, "_rels/.rels", "")).values()].find((r) =>
    r.type.endsWith("/officeDocument"),
  );
  const bookName = main?.target ?? "xl/workbook.xml";
  const folder = posix.dirname(bookName);
  const related = await relations(path, entries, `${folder}/_rels/${posix.basename(bookName)}.rels`, folder);
  const partOf = (type: string) => [...related.values()].find((r) => r.type.endsWith(`/${type}`))?.target;

  const sheets: { name: string; hidden: boolean; id: string }[] = [];
  let date1904 = false;
  await scanXml(part(path, entries, bookName), {
    open(name, attributes) {
      if (name === "workbookPr") date1904 = attributes.date1904 === "1" || attributes.date1904 === "true";
      if (name !== "sheet") return;
      const id = Object.entries(attributes).find(([key]) => key === "id" || key.endsWith(":id"))?.[1] ?? "";
      sheets.push({ name: attributes.name ?? "Sheet", hidden: (attributes.state ?? "visible") !== "visible", id });
    },
  });
  const book: Book = {
    path,
    entries,
    date1904,
    strings: once(() => sharedStrings(path, entries, partOf("sharedStrings"))),
    styles: once(() => styleTable(path, entries, partOf("styles"))),
  };
  const visible = sheets.filter((sheet) => !sheet.hidden);
  const tables = visible.flatMap(({ name, id }) => {
    const target = related.get(id);
    return target?.type.endsWith("/worksheet")
      ? [{ name, delimited: false, rows: () => sheetRows(book, target.target) }]
      : [];
  });
  const hidden = sheets.length - visible.length;
  return {
    tables,
    metadata: { sheets: String(sheets.length) },
    warnings: hidden > 0 ? [`${hidden} hidden ${hidden === 1 ? "sheet was" : "sheets were"} left out.`] : [],
  };
}

async function relations(path: string, entries: Map<string, ZipEntry>, name: string, folder: string) {
  const found = new Map<string, { type: string; target: string }>();
  if (!entries.has(name.toLowerCase())) return found;
  await scanXml(part(path, entries, name), {
    open(tag, { Id = "", Type = "", Target = "", TargetMode }) {
      if (tag !== "Relationship" || TargetMode === "External") return;
      found.set(Id, {
        type: Type,
        target: posix.normalize(Target.startsWith("/") ? Target.slice(1) : posix.join(folder, Target)),
      });
    },
  });
  return found;
}

function part(path: string, entries: Map<string, ZipEntry>, name: string): AsyncGenerator<Buffer> {
  const entry = entries.get(name.toLowerCase());
  if (!entry)
    throw new DomainError(
      "file_broken",
      `The workbook lacks its part "${name.slice(0, 80)}". Save it again and upload that copy.`,
    );
  return readZipEntry(path, entry);
}

async function sharedStrings(
  path: string,
  entries: Map<string, ZipEntry>,
  name: string | undefined,
): Promise<string[]> {
  const strings: string[] = [];
  if (!name || !entries.has(name.toLowerCase())) return strings;
  let text = "";
  let inText = false;
  let phonetic = false;
  await scanXml(part(path, entries, name), {
    open(tag) {
      if (tag === "si") text = "";
      if (tag === "rPh") phonetic = true;
      inText = tag === "t" && !phonetic;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(tag) {
      inText = false;
      if (tag === "rPh") phonetic = false;
      if (tag === "si") strings.push(text);
    },
  });
  return strings;
}

async function styleTable(
  path: string,
  entries: Map<string, ZipEntry>,
  name: string | undefined,
): Promise<NumberStyle[]> {
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  if (!name || !entries.has(name.toLowerCase())) return styles;
  let inCells = false;
  await scanXml(part(path, entries, name), {
    open(tag, attributes) {
      if (tag === "numFmt") codes.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      if (tag === "cellXfs") inCells = true;
      if (tag === "xf" && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        styles.push(numberStyle(id, codes.get(id)));
      }
    },
    close(tag) {
      if (tag === "cellXfs") inCells = false;
    },
  });
  return styles;
}

async function* sheetRows(book: Book, name: string): AsyncGenerator<Row[]> {
  const [strings, styles] = [await book.strings(), await book.styles()];
  let rows: Row[] = [];
  let row: Row = { number: 0, cells: [] };
  let cell = { column: 0, type: "", style: -1 };
  let value = "";
  let reading = false;
  const pieces = readXml(
    part(book.path, book.entries, name),
    {
      open(tag, attributes) {
        if (tag === "row") {
          row = { number: Number(attributes.r) || row.number + 1, cells: [] };
        } else if (tag === "c") {
          const column = columnIndex(attributes.r) ?? row.cells.length;
          if (column >= MAX_COLUMNS)
            throw new DomainError("file_too_complex", `The sheet has more than ${MAX_COLUMNS} columns.`);
          cell = { column, type: attributes.t ?? "n", style: Number(attributes.s ?? -1) };
          value = "";
        } else if (tag === "v" || tag === "t") reading = true;
        else if (tag === "rPh") cell.type = "phonetic";
      },
      text(piece) {
        if (reading && cell.type !== "phonetic") value += piece;
      },
      close(tag) {
        if (tag === "v" || tag === "t") reading = false;
        else if (tag === "rPh") cell.type = "inlineStr";
        else if (tag === "c") {
          while (row.cells.length < cell.column) row.cells.push("");
          row.cells[cell.column] = cellText(value, cell, strings, styles, book.date1904);
        } else if (tag === "row" && row.cells.some((text) => text !== "")) rows.push(row);
      },
    },
    () => {
      const done = rows;
      rows = [];
      return done;
    },
  );
  for await (const done of pieces) if (done.length > 0) yield done;
}

function cellText(
  value: string,
  cell: { type: string; style: number },
  strings: string[],
  styles: NumberStyle[],
  date1904: boolean,
): string {
  if (cell.type === "s") return strings[Number(value)] ?? "";
  if (cell.type === "b") return value === "1" ? "true" : "false";
  if (cell.type === "n") return value === "" ? "" : numberText(value, styles[cell.style], date1904);
  return value;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
