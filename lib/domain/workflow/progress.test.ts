import { expect, test } from "vitest";
import { retryDelay, runProgress } from "./progress.ts";

const weights = [1, 3, 4, 2];

test("progress follows the steps' weights", () => {
  expect([0, 1, 2, 3].map((completed) => runProgress(weights, completed))).toEqual([0, 10, 40, 80]);
});

test("a step that is half done counts half its weight", () => {
  expect(runProgress(weights, 1, 0.5)).toBe(25);
});

test("100 is said only when every step is done", () => {
  expect(runProgress(weights, 3, 1)).toBe(99);
  expect(runProgress(weights, 4)).toBe(100);
});

test("a step cannot move progress outside of its own share", () => {
  expect(runProgress(weights, 1, 7)).toBe(40);
  expect(runProgress(weights, 1, -1)).toBe(10);
});

test("attempts wait longer each time, up to half a minute", () => {
  expect([1, 2, 3, 20].map((attempt) => retryDelay(attempt, 1))).toEqual([500, 1000, 2000, 30_000]);
});

test("chance spreads a wait over its upper half", () => {
  expect([0, 0.5, 1].map((chance) => retryDelay(3, chance))).toEqual([1000, 1500, 2000]);
});
