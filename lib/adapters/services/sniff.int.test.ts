import { afterAll, describe, expect, test } from "vitest";
import type { ErrorCode } from "#lib/domain/errors.ts";
import { makePdf } from "./fixtures/make-pdf.ts";
import { docxParts, makeZip, xlsxParts } from "./fixtures/make-zip.ts";
import { tempFiles } from "./fixtures/temp-files.ts";
import { sniffFile } from "./sniff.ts";

const files = tempFiles();
afterAll(() => files.remove());

const LIMIT = 1_000_000_000;
const sniff = (name: string, content: string | Uint8Array) => sniffFile(files.write(name, content), LIMIT);
const workbook = makeZip(xlsxParts('<row r="1"><c r="A1"><v>1</v></c></row>'));
const wide = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

describe("a file's real type", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["a.csv", "a,b\n1,2\n", "text/csv"],
    ["a.CSV", Buffer.from("Köln;Müller\n", "latin1"), "text/csv"],
    ["a.csv", "\ufeffname\nAnna\n", "text/csv"],
    ["a.csv", wide("a\tb\n1\t2\n"), "text/csv"],
    ["a.tsv", "a\tb\n", "text/tab-separated-values"],
    ["a.json", '{"a": 1}', "application/json"],
    ["a.txt", "Guten Tag", "text/plain"],
    ["a.pdf", makePdf([[{ text: "Hello", size: 12 }]]), "application/pdf"],
    ["a.xlsx", workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    [
      "a.docx",
      makeZip(docxParts([{ text: "x" }])),
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
  ])("%s is accepted as what it is", async (name, content, mime) => {
    expect(await sniff(name, content)).toMatchObject({ mime });
  });

  test.each<[string, string | Uint8Array, ErrorCode, RegExp]>([
    [
      "photos.xlsx",
      makeZip([{ name: "cat.jpg", content: "meow" }]),
      "file_type_mismatch",
      /named \.xlsx but holds a zip archive, no Office document/,
    ],
    ["report.docx", workbook, "file_type_mismatch", /holds a workbook/],
    [
      "old.xlsx",
      Buffer.from("d0cf11e0a1b11ae1000000", "hex"),
      "file_type_mismatch",
      /old Office document or one protected by a password/,
    ],
    ["data.csv", Buffer.from([1, 2, 0, 255, 7, 9, 0, 0, 3]), "file_type_mismatch", /holds binary data/],
    ["data.csv", makePdf([[]]), "file_type_mismatch", /Rename it to \.pdf/],
    ["text.pdf", "just text", "file_type_mismatch", /holds text/],
    ["broken.pdf", "%PDF-1.7\nthis is no PDF at all", "file_broken", /nothing readable/],
    ["cut.xlsx", workbook.subarray(0, 200), "file_broken", /damaged/],
    ["empty.csv", "", "file_empty", /is empty/],
    ["blank.csv", " \r\n\t\n", "file_empty", /only blank space/],
    ["old.xls", "x", "file_type_unsupported", /save it as \.xlsx or \.csv/],
    ["run.exe", "MZ", "file_type_unsupported", /Upload a csv/],
    ["README", "x", "file_type_unsupported", /without an extension/],
  ])("%s is refused and the message says what to do", async (name, content, code, message) => {
    await expect(sniff(name, content)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("a name with a path or of 5,000 characters is only shown, shortened", async () => {
    await expect(sniff(`../../${"x".repeat(5000)}.csv`, "")).rejects.toMatchObject({
      code: "file_empty",
      message: expect.stringMatching(/^"x{1,255}….csv"/),
    });
  });

  test("a file that is gone is not found", async () => {
    await expect(sniffFile({ path: `${files.folder}/gone`, name: "a.csv" }, LIMIT)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("bombs are refused before they are unpacked", () => {
  const with_ = (extra: Parameters<typeof makeZip>[0]) => makeZip([...xlsxParts(""), ...extra]);

  test.each<[string, Buffer, RegExp]>([
    [
      "what declares more than the limit",
      with_([{ name: "xl/a.xml", content: "x", declaredSize: 4_000_000_000 }]),
      /unpacks to 4000 MB/,
    ],
    [
      "what packs a thousandfold",
      with_([{ name: "xl/a.xml", content: Buffer.alloc(20 << 20) }]),
      /more than 250 times its size/,
    ],
    [
      "ten thousand parts",
      with_(Array.from({ length: 10_001 }, (_, i) => ({ name: `xl/${i}`, content: "" }))),
      /parts/,
    ],
  ])("%s", async (_, zip, message) => {
    await expect(sniff("bomb.xlsx", zip)).rejects.toMatchObject({
      code: "file_too_complex",
      message: expect.stringMatching(message),
    });
  });

  test("a password is named", async () => {
    await expect(sniff("secret.xlsx", with_([{ name: "xl/a.xml", content: "x", flags: 1 }]))).rejects.toMatchObject({
      code: "file_broken",
      message: expect.stringMatching(/password/),
    });
  });
});
