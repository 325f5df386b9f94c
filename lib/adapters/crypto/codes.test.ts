import { expect, test } from "vitest";
import { codes } from "./codes.ts";

// RFC 6238, appendix B: the SHA-1 secret, with the last six digits.
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const at = (seconds: number) => new Date(seconds * 1000).toISOString();

test("codes are those of RFC 6238, one step early or late is right, two are not", () => {
  expect(codes.stepOf(SECRET, "287082", at(59))).toBe(1);
  expect(codes.stepOf(SECRET, "081804", at(1111111109))).toBe(37037036);
  expect(codes.stepOf(SECRET, "287082", at(89))).toBe(1);
  expect(codes.stepOf(SECRET, "287082", at(29))).toBe(1);
  expect(codes.stepOf(SECRET, "287082", at(91))).toBeNull();
  for (const wrong of ["287083", "28708", "2870820", "", "abcdef"])
    expect(codes.stepOf(SECRET, wrong, at(59)), wrong).toBeNull();
});

test("an app reads issuer, account and secret", () => {
  const uri = new URL(codes.uri(SECRET, "ada@example.com"));
  expect(decodeURIComponent(uri.pathname)).toContain("Throughline:ada@example.com");
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({ issuer: "Throughline", secret: SECRET, digits: "6" });
});

test("secrets have 160 bits, recovery codes 80 that can be typed", () => {
  expect(codes.newSecret()).toMatch(/^[A-Z2-7]{32}$/);
  const some = Array.from({ length: 100 }, codes.newRecoveryCode);
  for (const code of some) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
  expect(new Set(some).size).toBe(100);
});
