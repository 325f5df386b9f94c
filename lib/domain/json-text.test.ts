import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "./json.ts";
import { outlineJson, parseObject, textOf } from "./json-text.ts";

/** Members and items, at all depths. */
function count(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce<number>((sum, one) => sum + 1 + count(one), 0);
}
const spaced = fc.tuple(fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>, fc.nat(2));

describe("the outline of a text", () => {
  test("counts what parsing makes of it, to the last value", () => {
    fc.assert(
      fc.property(spaced, ([value, indent]) => {
        const text = JSON.stringify(value, null, indent);
        const values = count(JSON.parse(text));
        expect(outlineJson(text, values).values).toBe(values);
        if (values > 0) expect(() => outlineJson(text, values - 1)).toThrow(`more than the ${values - 1} values`);
      }),
    );
  });

  test("finds the objects within given brackets, each a text of its own, and nothing in strings", () => {
    const within = (text: string) =>
      outlineJson(text, 99, "{[").items.map(({ from, to, values }) => [text.slice(from, to), values]);
    expect(within('{"a": [ {"b":[{},1]} ,{}], "}]": "{[{", "\\\\": [[{}], {"\\"":{}}], "c": {"d": {}}}')).toEqual([
      ['{"b":[{},1]}', 3],
      ["{}", 0],
      ['{"\\"":{}}', 1],
    ]);
  });

  test("is too much or too deep before it is known to be no JSON", () => {
    const refused = (text: string) => expect.objectContaining({ code: "validation_failed", message: text });
    expect(() => outlineJson(`[${"0,".repeat(10)}`, 9)).toThrow(refused(expect.stringContaining("more than the 9")));
    expect(() => outlineJson("[".repeat(65), 99)).toThrow(refused(expect.stringContaining("64 levels")));
    for (const broken of ["]}]}", '{"', '"\\', "[,,", "\0"]) expect(outlineJson(broken, 99, "{").items).toEqual([]);
  });
});

test("a text is JSON in UTF-8, without what no row can hold, whatever its escapes look like", () => {
  expect(parseObject('{"a":"\\ud83d\\ude00 \\u0000 \\uD800 \\\\u0000"}')).toEqual({ a: "😀  \ufffd \\u0000" });
  expect(textOf(new TextEncoder().encode("ü😀"))).toBe("ü😀");
  const malformed = expect.objectContaining({ code: "malformed_body" });
  expect(() => textOf(Uint8Array.of(0xff))).toThrow(malformed);
  expect(() => parseObject("{")).toThrow(malformed);
});
