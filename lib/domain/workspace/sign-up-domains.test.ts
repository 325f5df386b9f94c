import { expect, test } from "vitest";
import { DOMAIN_PATTERN, domainOf, isNamed } from "./sign-up-domains.ts";

test("an operator's name covers itself; with a star all that is below it, and nothing else", () => {
  const patterns = ["example.com", "*.example.org"];
  const named = (domain: string) => isNamed(patterns, domain);
  expect(["example.com", "a.example.org", "a.b.example.org"].filter(named)).toHaveLength(3);
  expect(["a.example.com", "example.org", "evilexample.org", "evilexample.com", "org", ""].filter(named)).toEqual([]);
  expect(isNamed([], "example.com")).toBe(false);
});

test("nobody names everything, or a whole ending", () => {
  expect(["example.com", "*.example.com"].filter((one) => DOMAIN_PATTERN.test(one))).toHaveLength(2);
  expect(
    ["*", "*.com", "com", "*example.com", "a.*.com", "Example.com"].filter((one) => DOMAIN_PATTERN.test(one)),
  ).toEqual([]);
});

test("an address's domain is what stands behind its last @", () => {
  expect(domainOf('"a@b"@Example.com')).toBe("example.com");
});
