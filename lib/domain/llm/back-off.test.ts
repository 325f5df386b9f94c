import fc from "fast-check";
import { expect, test } from "vitest";
import { backOff } from "./back-off.ts";

test("a pause doubles with each attempt up to eight seconds, and chance takes up to a half off", () => {
  expect([1, 2, 3, 4, 5, 6].map((attempt) => backOff(attempt, 0))).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  expect([1, 2, 3].map((attempt) => backOff(attempt, 1))).toEqual([250, 500, 1000]);
});

test("it is never shorter than what the provider asks for, and never longer than a person would wait", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.nat(50), unit, fc.nat(120_000), fc.boolean(), (attempt, random, asked, hasOthers) => {
      const wait = backOff(attempt + 1, random, asked, hasOthers);
      if (wait === null) return asked + 500 > (hasOthers ? 5_000 : 30_000) || hasOthers;
      return wait >= asked && wait > 0 && wait <= (hasOthers ? 5_000 : 30_000);
    }),
  );
});
