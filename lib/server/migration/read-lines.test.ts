import { expect, test } from "vitest";
import { type Line, readLines } from "./read-lines.ts";

const bytes = (text: string) => Buffer.from(text, "utf8");

/** The same bytes in pieces of every size. */
async function read(data: Uint8Array, size: number, longest?: number) {
  async function* pieces() {
    for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
  }
  const found: Line[] = [];
  for await (const line of readLines(pieces(), longest)) found.push(line);
  return found;
}

test.each([1, 2, 3, 7, 1_000])("lines are the same in pieces of %i bytes", async (size) => {
  expect(await read(bytes("\ufeffa\r\n\n  \nüb数\r\n😀"), size)).toEqual([
    { line: 1, end: 6, text: "a" },
    { line: 4, end: 18, text: "üb数" },
    { line: 5, end: 22, text: "😀" },
  ]);
});

test.each([1, 4, 1_000])("what is too long or no UTF-8 is a problem of its line alone (%i)", async (size) => {
  const data = Buffer.concat([bytes("ok\n123456789\n"), Buffer.from([0xc3, 0x28, 0x0a]), bytes("12345678\n123456789")]);
  const found = await read(data, size, 8);
  expect(found.map((one) => [one.line, "text" in one ? one.text : one.problem])).toEqual([
    [1, "ok"],
    [2, expect.stringContaining("is longer than")],
    [3, "is not UTF-8"],
    [4, "12345678"],
    [5, expect.stringContaining("is longer than")],
  ]);
});

test("an empty file has no lines", async () => {
  expect(await read(bytes(""), 1)).toEqual([]);
});
