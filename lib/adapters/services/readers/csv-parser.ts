import { DomainError } from "#lib/domain/errors.ts";
import type { Row } from "./rows.ts";

const QUOTE = 34;
const CR = 13;
const LF = 10;
/** A quoted value longer than this is a stray quote; it is then taken as an ordinary character. */
const MAX_QUOTED = 1 << 20;
const MAX_VALUE = 8_000_000;
const MAX_CELLS = 16_384;

/**
 * Delimited text (RFC 4180, read leniently): embedded line breaks, doubled quotes, CR, LF or CRLF, blank lines
 * left out, a stray quote kept as text. Push pieces of text, then end; rows come out as they complete.
 */
export class CsvParser {
  readonly #delimiter: number;
  #buffer = "";
  #cells: string[] = [];
  #line = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  push(text: string): Row[] {
    this.#buffer += text;
    return this.#read(false);
  }

  end(): Row[] {
    return this.#read(true);
  }

  #read(last: boolean): Row[] {
    const rows: Row[] = [];
    const text = this.#buffer;
    const size = text.length;
    let at = 0;
    while (at < size) {
      const cell = this.#cell(text, at, last);
      if (!cell) break;
      const next = text.charCodeAt(cell.end);
      const ended = cell.end >= size;
      if (next === CR && cell.end + 1 >= size && !last) break;
      this.#cells.push(cell.value);
      at = cell.end + 1;
      if (this.#cells.length > MAX_CELLS) {
        throw new DomainError(
          "file_too_complex",
          `Row ${this.#line + 1} has more than ${MAX_CELLS} columns. Remove columns you do not need and try again.`,
        );
      }
      if (!ended && next === this.#delimiter) continue;
      if (next === CR && text.charCodeAt(at) === LF) at++;
      this.#finish(rows);
    }
    this.#buffer = text.slice(at);
    if (this.#buffer.length > MAX_VALUE) {
      throw new DomainError(
        "file_too_complex",
        `Row ${this.#line + 1} has a value of more than 8 million characters. Check that the file is delimited text.`,
      );
    }
    if (last && this.#cells.length > 0) {
      this.#cells.push("");
      this.#finish(rows);
    }
    return rows;
  }

  #finish(rows: Row[]): void {
    this.#line++;
    if (this.#cells.length > 1 || this.#cells[0] !== "") rows.push({ number: this.#line, cells: this.#cells });
    this.#cells = [];
  }

  /** The cell that starts here and the index of what ends it; undefined when more text is needed. */
  #cell(text: string, start: number, last: boolean): { value: string; end: number } | undefined {
    let open = start;
    while (text.charCodeAt(open) === 32) open++;
    if (open >= text.length && !last) return undefined;
    if (text.charCodeAt(open) === QUOTE) {
      const close = closingQuote(text, open + 1);
      if (close >= 0) {
        if (close + 1 >= text.length && !last) return undefined;
        const inner = text.slice(open + 1, close).replaceAll('""', '"');
        const end = this.#plainEnd(text, close + 1, last);
        if (end < 0) return undefined;
        const tail = text.slice(close + 1, end);
        return { value: tail.trim() === "" ? inner : inner + tail, end };
      }
      if (!last && text.length - open <= MAX_QUOTED) return undefined;
    }
    const end = this.#plainEnd(text, start, last);
    return end < 0 ? undefined : { value: text.slice(start, end), end };
  }

  #plainEnd(text: string, start: number, last: boolean): number {
    for (let i = start; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === this.#delimiter || code === LF || code === CR) return i;
    }
    return last ? text.length : -1;
  }
}

/** Index of the quote that closes a quoted value, or -1. */
function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}
