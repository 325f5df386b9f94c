import { expect, test } from "vitest";
import { csvRow } from "./csv.ts";

test("a cell is quoted, and its quotes are doubled", () => {
  expect(csvRow(["a,b", 'say "hi"', 3, null, "two\nlines"])).toBe('"a,b","say ""hi""",3,"","two\nlines"\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "\0=1"])(
  "a text that a spreadsheet would run, such as %j, is a text there too",
  (text) => {
    expect(csvRow([text])).toBe(`"'${text}"\r\n`);
  },
);

test.each(["plain", "a=b", "user:0198", "2026-11-21T10:00:00.000Z", ""])("%j stays as it is", (text) => {
  expect(csvRow([text])).toBe(`"${text}"\r\n`);
});
