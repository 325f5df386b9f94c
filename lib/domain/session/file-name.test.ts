import { describe, expect, test } from "vitest";
import { fileExtension, safeFileName } from "#lib/domain/session/file-name.ts";

describe("safeFileName", () => {
  test("keeps an ordinary name as it is, umlauts included", () => {
    expect(safeFileName("Umsätze März (final).xlsx")).toBe("Umsätze März (final).xlsx");
  });

  test("keeps only the last part of a path, of either kind", () => {
    expect(safeFileName("../../etc/passwd")).toBe("passwd");
    expect(safeFileName("C:\\Users\\me\\sales.csv")).toBe("sales.csv");
    expect(safeFileName("a/../..")).toBe("a");
  });

  test("removes control characters and bidi overrides that hide the real extension", () => {
    expect(safeFileName("report\u202Efdp.exe")).toBe("reportfdp.exe");
    expect(safeFileName("a\u0000b\r\nc.txt")).toBe("abc.txt");
  });

  test("shortens a very long name and keeps its extension", () => {
    const name = safeFileName(`${"ä".repeat(5000)}.csv`);
    expect(name).toHaveLength(255);
    expect(name.endsWith("….csv")).toBe(true);
  });

  test("never gives an empty name", () => {
    for (const name of ["", "   ", "..", "/", "\u202e", "\ud800"]) expect(safeFileName(name).length).toBeGreaterThan(0);
  });
});

test("fileExtension is lower case and empty where there is none", () => {
  expect(fileExtension("A.CSV")).toBe("csv");
  expect(fileExtension("README")).toBe("");
  expect(fileExtension("archive.tar.gz")).toBe("gz");
});
