import { describe, expect, test } from "vitest";
import { detectDelimiter } from "./csv.ts";
import { CsvParser } from "./csv-parser.ts";

function parse(text: string, delimiter = ",", piece = text.length || 1): string[][] {
  const parser = new CsvParser(delimiter);
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += piece) {
    for (const row of parser.push(text.slice(at, at + piece))) rows.push(row.cells);
  }
  for (const row of parser.end()) rows.push(row.cells);
  return rows;
}

describe("CsvParser", () => {
  const tricky = 'name,note\r\n"Müller, ""Jo""","two\nlines"\n\nx, "spaced" \ry,\n"",last';
  const expected = [
    ["name", "note"],
    ['Müller, "Jo"', "two\nlines"],
    ["x", "spaced"],
    ["y", ""],
    ["", "last"],
  ];

  test("keeps quotes, commas and line breaks inside of values, whatever ends the lines", () => {
    expect(parse(tricky)).toEqual(expected);
  });

  test("gives the same rows wherever the text is cut into pieces", () => {
    for (let piece = 1; piece <= tricky.length; piece++) expect(parse(tricky, ",", piece)).toEqual(expected);
  });

  test("takes a quote that never closes as an ordinary character and loses no row", () => {
    expect(parse('a,b\n"5 inch,1\nx,2')).toEqual([
      ["a", "b"],
      ['"5 inch', "1"],
      ["x", "2"],
    ]);
    const rows = parse(`a,b\n"open,1\n${"x,2\n".repeat(400_000)}`);
    expect(rows).toHaveLength(400_002);
  });

  test("keeps text after a closing quote", () => {
    expect(parse('"5" pipe,1\n6" pipe,2')).toEqual([
      ["5 pipe", "1"],
      ['6" pipe', "2"],
    ]);
  });

  test("an empty last cell is a cell", () => {
    expect(parse("a,b,")).toEqual([["a", "b", ""]]);
    expect(parse("a,b,\n")).toEqual([["a", "b", ""]]);
    expect(parse(",")).toEqual([["", ""]]);
  });

  test("numbers rows as a spreadsheet does, blank lines included", () => {
    const parser = new CsvParser(",");
    const rows = [...parser.push("a\n\nb\n"), ...parser.end()];
    expect(rows.map((row) => row.number)).toEqual([1, 3]);
  });
});

describe("detectDelimiter", () => {
  test("finds the separator in spite of decimal commas and commas in text", () => {
    expect(detectDelimiter('a;b\n1,5;"x, y"\n2,5;z\n', false)).toBe(";");
    expect(detectDelimiter("a,b,c\n1,2,3\n4,5,6;x\n", false)).toBe(",");
    expect(detectDelimiter("a\tb\n1,2\t3\n", false)).toBe("\t");
    expect(detectDelimiter("a|b\n1|2\n", false)).toBe("|");
  });

  test("falls back to the comma for a single column", () => {
    expect(detectDelimiter("name\nAnna\nBert\n", false)).toBe(",");
  });
});
