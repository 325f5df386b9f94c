import { createReadStream } from "node:fs";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

/** The encoding of a whole file, and how many bytes were no valid text in it. */
export type EncodingFacts = { encoding: TextEncoding; invalid: number };

/** The byte-order mark's encoding, or UTF-16 seen by the zero bytes that ASCII has in it; else undefined. */
export function utf16Encoding(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const pairs = Math.min(head.length >> 1, 512);
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs * 2; i += 2) {
    if (head[i] === 0) even++;
    if (head[i + 1] === 0) odd++;
  }
  if (odd > pairs * 0.7 && even < pairs * 0.1) return "utf-16le";
  if (even > pairs * 0.7 && odd < pairs * 0.1) return "utf-16be";
  return undefined;
}

/** Whether the bytes are those of a text: hardly any control characters, and no zero byte outside of UTF-16. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (utf16Encoding(bytes)) return true;
  let control = 0;
  for (const byte of bytes) {
    if (byte === 0) return false;
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) || byte === 127)
      control++;
  }
  return control <= bytes.length * 0.01;
}

/**
 * Reads the whole file once, since the first umlaut may come late. UTF-8 with a few broken bytes stays UTF-8;
 * where broken sequences prevail it is Windows-1252, the superset of Latin-1 that spreadsheets write.
 */
export async function detectEncoding(path: string): Promise<EncodingFacts> {
  let valid = 0;
  let invalid = 0;
  let expected = 0;
  let first = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (first) {
      const wide = utf16Encoding(chunk);
      if (wide) return { encoding: wide, invalid: 0 };
      first = false;
    }
    for (const byte of chunk) {
      if (expected > 0) {
        if ((byte & 0xc0) === 0x80) {
          if (--expected === 0) valid++;
          continue;
        }
        invalid++;
        expected = 0;
      }
      if (byte < 0x80) continue;
      if (byte >= 0xc2 && byte <= 0xdf) expected = 1;
      else if (byte >= 0xe0 && byte <= 0xef) expected = 2;
      else if (byte >= 0xf0 && byte <= 0xf4) expected = 3;
      else invalid++;
    }
  }
  if (expected > 0) invalid++;
  if (invalid > 0 && valid <= invalid * 4) return { encoding: "windows-1252", invalid: 0 };
  return { encoding: "utf-8", invalid };
}

/** The file's text in pieces, without its byte-order mark. */
export async function* readText(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    yield decoder.decode(chunk, { stream: true });
  }
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}
