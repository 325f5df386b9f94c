import ExcelJS from "exceljs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServiceLimits } from "#lib/application/ports/services.ts";
import { type ErrorCode, errorCode } from "#lib/domain/errors.ts";
import { analyze } from "./analysis/run.ts";
import { dirtySales } from "./fixtures/dirty-sales.ts";
import { makePdf } from "./fixtures/make-pdf.ts";
import { docxParts, makeZip } from "./fixtures/make-zip.ts";
import { seededRandom } from "./fixtures/random.ts";
import { tempFiles } from "./fixtures/temp-files.ts";
import { createEnablingServices } from "./index.ts";
import { parseFile } from "./parse-file.ts";

const services = createEnablingServices();
const files = tempFiles();
afterAll(async () => {
  await services.close();
  files.remove();
});

const limits: ServiceLimits = {
  timeMs: 20_000,
  memoryMb: 512,
  rows: 100_000,
  columns: 50,
  textCharacters: 100_000,
  expandedBytes: 50_000_000,
  resultRows: 10,
};
const EXTENSIONS = ["csv", "tsv", "xlsx", "json", "pdf", "docx", "txt"];
const REFUSALS: ErrorCode[] = [
  "file_empty",
  "file_broken",
  "file_type_mismatch",
  "file_type_unsupported",
  "file_too_complex",
];

/** "read" or the code of the refusal; anything else is the bug that the test is for. */
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "read" as const,
    (error: unknown) => errorCode(error) ?? error,
  );

test.each(EXTENSIONS)("random bytes named .%s are refused with a code, or read", async (extension) => {
  const random = seededRandom(extension.charCodeAt(0));
  for (let i = 0; i < 60; i++) {
    const magic = random.pick([
      "",
      "%PDF-1.5 obj",
      "PK\u0003\u0004",
      "PK\u0005\u0006",
      "\ufeff",
      "{",
      "[",
      '"',
      "a,b\n",
    ]);
    const content = Buffer.concat([Buffer.from(magic), random.bytes(random.below(3000))]);
    expect(["read", ...REFUSALS]).toContain(await outcome(parseFile(files.write(`a.${extension}`, content), limits)));
  }
});

test("random text is always a table, a text or a refusal, and can be analysed", async () => {
  const random = seededRandom(99);
  const pieces = [
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "1",
    "1.234,5",
    "-",
    "€",
    "2024-01-01",
    "31.02.2024",
    "ä",
    "\u0000",
    "NA",
    "'",
    "x".repeat(50),
    "1e309",
    "0x1F",
    "🙂",
    "\ud800",
    "%",
    "()",
  ];
  for (let i = 0; i < 40; i++) {
    const text = Array.from({ length: 1 + random.below(300) }, () => random.pick(pieces)).join("");
    for (const extension of ["csv", "json", "txt"]) {
      expect(["read", ...REFUSALS]).toContain(
        await outcome(analyze(files.write(`a.${extension}`, text), undefined, limits)),
      );
    }
  }
});

describe("a good file with bytes changed or cut off is read or refused, never a crash", () => {
  const good = new Map<string, Buffer>();
  beforeAll(async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet("Data").addRows([["a", "b"], ...Array.from({ length: 50 }, (_, i) => [i, `text ${i}`])]);
    good.set("xlsx", Buffer.from(await book.xlsx.writeBuffer()));
    good.set("docx", makeZip(docxParts([{ heading: "Title" }, { text: "Some words to read." }])));
    good.set("pdf", makePdf([[{ text: "Some words to read.", size: 12 }]]));
    good.set("csv", Buffer.from(dirtySales(50, 1, "german").csv));
  });

  test.each(["xlsx", "docx", "pdf", "csv"])("%s", async (extension) => {
    const random = seededRandom(extension.length);
    const original = good.get(extension) as Buffer;
    for (let i = 0; i < 80; i++) {
      const bytes = Buffer.from(
        original.subarray(0, random.next() < 0.3 ? random.below(original.length) : original.length),
      );
      for (let n = random.below(12); n > 0 && bytes.length > 0; n--)
        bytes[random.below(bytes.length)] = random.below(256);
      expect(["read", ...REFUSALS]).toContain(await outcome(parseFile(files.write(`a.${extension}`, bytes), limits)));
    }
  });
});

test("through the sandbox a refusal keeps its code and its message", async () => {
  const random = seededRandom(5);
  for (const extension of EXTENSIONS) {
    const input = files.write(`a.${extension}`, random.bytes(500));
    await expect(services.fileParser.parse(input)).rejects.toMatchObject({
      code: "file_type_mismatch",
      message: expect.stringContaining(`.${extension}`),
    });
  }
});
