import { expect, test } from "vitest";
import { storableJson } from "./storable-json.ts";

test("plain JSON stays as it is", () => {
  const value = { a: [1, "ü 😀", true, null], b: { c: "x" } };
  expect(storableJson(value)).toEqual(value);
});

test("NUL characters and broken surrogates leave texts and keys", () => {
  expect(storableJson({ "a\0b": ["x\0", "y\ud800"] })).toEqual({ ab: ["x", "y\ufffd"] });
});

test("what JSON cannot say becomes null or goes", () => {
  expect(storableJson({ nan: Number.NaN, nothing: undefined, list: [undefined] })).toEqual({ nan: null, list: [null] });
});
