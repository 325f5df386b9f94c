import { CsvParser } from "./csv-parser.ts";
import type { Row, TableSource } from "./rows.ts";
import { detectEncoding, readText, type TextEncoding } from "./text-encoding.ts";

const CANDIDATES = [",", ";", "\t", "|"];
const SAMPLE = 64 * 1024;
const NAMES: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" };

export type DelimitedFile = { source: TableSource; metadata: Record<string, string>; warnings: string[] };

/** Opens a csv or tsv: finds encoding and separator; the rows are read later, in pieces. */
export async function openDelimited(path: string, tableName: string, tabs: boolean): Promise<DelimitedFile> {
  const { encoding, invalid } = await detectEncoding(path);
  let sample = "";
  for await (const text of readText(path, encoding)) {
    sample += text.slice(0, SAMPLE - sample.length);
    if (sample.length >= SAMPLE) break;
  }
  const declared = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  const delimiter = declared ?? detectDelimiter(sample, tabs);
  const warnings = invalid === 0 ? [] : [`${invalid} bytes were not valid UTF-8 and are shown as "\uFFFD".`];
  return {
    source: {
      name: tableName,
      delimited: true,
      rows: () => readRows(path, encoding, delimiter, declared !== undefined),
    },
    metadata: { encoding, delimiter: NAMES[delimiter] ?? delimiter },
    warnings,
  };
}

/** The separator whose count of cells agrees best across the sample's rows, the first row above all. */
export function detectDelimiter(sample: string, tabs: boolean): string {
  let best = { delimiter: tabs ? "\t" : ",", score: 0 };
  for (const delimiter of CANDIDATES) {
    const parser = new CsvParser(delimiter);
    const complete = parser.push(sample);
    const rows = complete.length > 0 ? complete : parser.end();
    const widths = new Map<number, number>();
    for (const row of rows) widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1);
    const [width, agreeing] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
    if (width < 2) continue;
    const header = rows[0]?.cells.length === width ? 1 : 0.5;
    const score =
      (agreeing / rows.length) * header + Math.min(width, 50) / 1000 + (tabs && delimiter === "\t" ? 0.5 : 0);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

async function* readRows(
  path: string,
  encoding: TextEncoding,
  delimiter: string,
  skipFirst: boolean,
): AsyncGenerator<Row[]> {
  const parser = new CsvParser(delimiter);
  let skip = skipFirst;
  for await (const text of readText(path, encoding)) {
    const rows = parser.push(text);
    if (skip && rows.length > 0) {
      rows.shift();
      skip = false;
    }
    if (rows.length > 0) yield rows;
  }
  const rest = parser.end();
  if (rest.length > 0) yield rest;
}
