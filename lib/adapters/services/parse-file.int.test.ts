import ExcelJS from "exceljs";
import { afterAll, describe, expect, test } from "vitest";
import type { ParsedFile, ServiceLimits } from "#lib/application/ports/services.ts";
import type { TableAnalysis } from "#lib/domain/workflow/analysis.ts";
import { analyze } from "./analysis/run.ts";
import { makePdf } from "./fixtures/make-pdf.ts";
import { docxParts, makeZip, xlsxParts } from "./fixtures/make-zip.ts";
import { tempFiles } from "./fixtures/temp-files.ts";
import { parseFile } from "./parse-file.ts";

const files = tempFiles();
afterAll(() => files.remove());

const limits: ServiceLimits = {
  timeMs: 10_000,
  memoryMb: 512,
  rows: 100_000,
  columns: 100,
  textCharacters: 10_000,
  expandedBytes: 50_000_000,
  resultRows: 100,
};
const parse = (name: string, content: string | Uint8Array) => parseFile(files.write(name, content), limits);
const tables = (parsed: ParsedFile) => (parsed.kind === "table" ? parsed.tables : []);
const profile = async (name: string, content: string | Uint8Array) =>
  (await analyze(files.write(name, content), undefined, limits)) as TableAnalysis;

async function workbook(fill: (book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

describe("delimited text", () => {
  test("encodings: UTF-16, Windows-1252 and a byte-order mark give the same names", async () => {
    const text = "Straße;Größe\nKöln;12,5\n";
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(text, "latin1"),
      Buffer.from(`\ufeff${text}`, "utf16le"),
    ]) {
      const [table] = tables(await parse("a.csv", bytes));
      expect(table?.columns).toEqual([
        { name: "Straße", samples: ["Köln"] },
        { name: "Größe", samples: ["12,5"] },
      ]);
    }
  });

  test("an umlaut that comes late in a long file still tells its encoding", async () => {
    const bytes = Buffer.from(`name\n${"plain\n".repeat(50_000)}Zürich\n`, "latin1");
    expect(await parse("a.csv", bytes)).toMatchObject({ metadata: { encoding: "windows-1252" } });
  });

  test("title lines, empty names and names given twice", async () => {
    const [table] = tables(await parse("a.csv", "Report 2024,,\n,,\nRegion,Value,value,\nNorth,1,2,x\nSouth,3,4,y\n"));
    expect(table).toMatchObject({ headerRow: 3, rowCount: 2 });
    expect(table?.columns.map((column) => column.name)).toEqual(["Region", "Value", "value (2)", "Column 4"]);
  });

  test("a first row of figures is a row", async () => {
    const [table] = tables(await parse("a.csv", "2024-01-01,5\n2024-01-02,6\n"));
    expect(table).toMatchObject({ headerRow: 0, rowCount: 2 });
  });

  test("rows that are too long or too short are told", async () => {
    const { issues, table } = await profile(
      "a.csv",
      "a,b\n1,2\n3\n4,5,6\n7,8\n9,1\n2,3\n4,5\n6,7\n8,9\n1,2\n3,4\n5,6\n",
    );
    expect(table.rowCount).toBe(12);
    expect(issues.filter((issue) => issue.code === "ragged_rows").map((issue) => issue.count)).toEqual([1, 1]);
  });

  test("column names without rows are an empty file", async () => {
    await expect(parse("a.csv", "a,b,c\n")).rejects.toMatchObject({
      code: "file_empty",
      message: expect.stringMatching(/no rows/),
    });
  });
});

describe("workbooks", () => {
  test("dates, percentages, money, formulas, umlauts and booleans are read as they are shown", async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet("Umsätze");
      sheet.addRow(["Tag", "Ort", "Anteil", "Betrag", "Summe", "Aktiv", "Wert"]);
      for (let i = 0; i < 30; i++) {
        sheet.addRow([
          new Date(Date.UTC(2024, 0, 1 + i)),
          `Ort ${i % 3} 漢字 ß`,
          0.05 + i / 100,
          1000.5 + i,
          { formula: "A1", result: i },
          i % 2 === 0,
          1.234,
        ]);
      }
      sheet.getColumn(1).numFmt = "dd.mm.yyyy";
      sheet.getColumn(3).numFmt = "0.0%";
      sheet.getColumn(4).numFmt = "#,##0.00 [$€-407]";
      book.addWorksheet("Klein").addRows([["x"], [1]]);
      book.addWorksheet("Geheim", { state: "hidden" }).addRows([["y"], [1], [2]]);
    });
    expect(await parse("a.xlsx", bytes)).toMatchObject({
      warnings: ["1 hidden sheet was left out."],
      tables: [
        { name: "Umsätze", rowCount: 30 },
        { name: "Klein", rowCount: 1 },
      ],
    });
    const result = await profile("a.xlsx", bytes);
    const column = Object.fromEntries(result.columns.map((one) => [one.name, one]));
    expect(result).toMatchObject({ table: { name: "Umsätze" }, otherTables: [{ name: "Klein", rowCount: 1 }] });
    expect(column.Tag).toMatchObject({ type: "date", min: "2024-01-01", max: "2024-01-30" });
    expect(column.Ort?.topValues?.[0]?.value).toBe("Ort 0 漢字 ß");
    expect(column.Anteil).toMatchObject({ unit: "%", aggregate: "mean", min: 5, max: 34 });
    expect(column.Betrag).toMatchObject({ unit: "€", sum: 30 * 1000.5 + 435 });
    expect(column.Summe).toMatchObject({ sum: 435 });
    expect(column.Aktiv).toMatchObject({ type: "boolean" });
    expect(column.Wert).toMatchObject({ min: 1.234, max: 1.234 });
  });

  test("a table is found by its sheet's name, an unknown one is not", async () => {
    const input = files.write(
      "a.xlsx",
      await workbook((book) => {
        book.addWorksheet("One").addRows([["a"], [1], [2], [3]]);
        book.addWorksheet("Two").addRows([["b"], [7]]);
      }),
    );
    expect(await analyze(input, "Two", limits)).toMatchObject({ columns: [{ name: "b", sum: 7 }] });
    await expect(analyze(input, "Three", limits)).rejects.toMatchObject({ code: "not_found" });
  });

  test("an entity bomb, a part that lies about its size and cut XML are refused", async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>';
    await expect(parse("a.xlsx", makeZip(xlsxParts("", bomb)))).rejects.toMatchObject({ code: "file_too_complex" });
    await expect(parse("a.docx", makeZip(docxParts([{ text: "x" }], bomb)))).rejects.toMatchObject({
      code: "file_too_complex",
    });
    const lying = xlsxParts("").map((part) =>
      part.name.endsWith("sheet1.xml") ? { ...part, content: Buffer.alloc(5_000_000, " "), declaredSize: 10 } : part,
    );
    await expect(parse("a.xlsx", makeZip(lying))).rejects.toMatchObject({ code: "file_too_complex" });
    await expect(parse("a.xlsx", makeZip(xlsxParts("<row><c>")))).rejects.toMatchObject({ code: "file_broken" });
  });
});

describe("JSON", () => {
  test("records, records inside of an object, JSON lines and nested fields become tables", async () => {
    const records = [
      { city: "Köln", geo: { lat: 1.5 } },
      { city: "Bonn", size: 3 },
    ];
    const columns = ["city", "geo.lat", "size"];
    for (const text of [
      JSON.stringify(records),
      JSON.stringify({ meta: 1, items: records }),
      records.map((record) => JSON.stringify(record)).join("\n"),
    ]) {
      const [table] = tables(await parse("a.json", text));
      expect(table?.columns.map((column) => column.name)).toEqual(columns);
      expect(table?.rowCount).toBe(2);
    }
  });

  test("other JSON is a text, broken JSON says where it breaks", async () => {
    expect(await parse("a.json", '{"a": {"b": 1}}')).toMatchObject({
      kind: "text",
      text: expect.stringContaining('"b": 1'),
    });
    await expect(parse("a.json", '{"a": 1,}')).rejects.toMatchObject({
      code: "file_broken",
      message: expect.stringMatching(/position|line/),
    });
  });
});

describe("documents", () => {
  test("a PDF gives its pages, its text and its headings by their size", async () => {
    const pages = [
      [
        { text: "Annual Report", size: 24 },
        { text: "Revenue grew by 12 % in 2024.", size: 11 },
        { text: "Costs fell as well.", size: 11 },
      ],
      [
        { text: "Outlook", size: 24 },
        { text: "We expect more of the same (really).", size: 11 },
      ],
    ];
    const parsed = await parse("a.pdf", makePdf(pages));
    expect(parsed).toMatchObject({
      kind: "text",
      pages: 2,
      headings: [
        { level: 1, text: "Annual Report" },
        { level: 1, text: "Outlook" },
      ],
    });
    expect(parsed).toMatchObject({
      text: "Annual Report\nRevenue grew by 12 % in 2024.\nCosts fell as well.\n\f\nOutlook\nWe expect more of the same (really).",
    });
  });

  test("a PDF without text says that it is a scan; a cut one is broken or read in part", async () => {
    await expect(parse("a.pdf", makePdf([[]]))).rejects.toMatchObject({
      code: "file_empty",
      message: expect.stringMatching(/scan/),
    });
    await expect(parse("a.pdf", "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n")).rejects.toMatchObject({
      code: "file_broken",
    });
  });

  test("a Word document gives headings, paragraphs and tables", async () => {
    const parsed = await parse(
      "a.docx",
      makeZip(
        docxParts([
          { heading: "Ziele &amp; Wege" },
          { text: "Größer werden." },
          {
            table: [
              ["a", "b"],
              ["1", "2"],
            ],
          },
        ]),
      ),
    );
    expect(parsed).toMatchObject({ kind: "text", headings: [{ level: 1, text: "Ziele & Wege" }] });
    expect(parsed).toMatchObject({ text: expect.stringContaining("Größer werden.") });
    expect(parsed).toMatchObject({ text: expect.stringContaining("a\tb") });
  });

  test("a text that is longer than the limit is cut, and says so", async () => {
    expect(await parse("a.txt", "# Title\n".concat("word ".repeat(5000)))).toMatchObject({
      truncated: true,
      headings: [{ level: 1, text: "Title" }],
      warnings: [expect.stringMatching(/first 10,000/)],
    });
  });
});
