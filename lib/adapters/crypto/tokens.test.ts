import { expect, test } from "vitest";
import { tokens } from "./tokens.ts";

test("a token has its prefix and 256 random bits, and its hint shows four characters only", () => {
  const { token, hash, hint } = tokens.create("tl_");
  expect(token).toMatch(/^tl_[\w-]{43}$/);
  expect(hint).toBe(`tl_…${token.slice(-4)}`);
  expect(hash).toBe(tokens.hash(token));
  expect(hash).not.toContain(token);
  expect(tokens.create("tl_").token).not.toBe(token);
});
