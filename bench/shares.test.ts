import { expect, test } from "vitest";
import { busiestSecond } from "./machine.mjs";
import { compare } from "./shares.mjs";

const STEPS = [200, 300, 450, 600, 900];
const CORES = 4;

/** Runs that are in time up to so many streams; `cost` in milliseconds per 1k tokens, `cores` that the server used, `busiest` second. */
const runsOf = (carried: number, { cost = 100, cores = 1, load = 1, busiest = 0.3 } = {}) =>
  Object.fromEntries(
    STEPS.map((count) => {
      const numbers = { streams: count, ok: count, lost: 0, dup: 0, inexact: 0, ttft50: 10, ttft99: 60 };
      const use = { msPer1k: cost, dbMsPer1k: 0, tokens: 1_000, wall: 5, cores, llmCores: 0.2, genCores: 0.2 };
      return [
        `paced${count}`,
        [{ ...numbers, ...use, load: String(load), busiest, gap99: count <= carried ? 60 : 200 }],
      ];
    }),
  );

test("two that carry 1.7 times as many hold it", () => {
  expect(compare({ one: runsOf(300), two: runsOf(600) }, STEPS, CORES).held).toBe(true);
});

test("fewer is missed while the machine has cores left, whatever a token costs", () => {
  expect(compare({ one: runsOf(300), two: runsOf(450) }, STEPS, CORES).held).toBe(false);
});

test("on a full machine the cost of a token decides, with as many streams on each", () => {
  const one = runsOf(300);
  expect(compare({ one, two: runsOf(450, { cores: 3.2, cost: 110 }) }, STEPS, CORES).held).toBe(true);
  expect(compare({ one, two: runsOf(450, { load: 9, cost: 110 }) }, STEPS, CORES).held).toBe(true);
  expect(compare({ one, two: runsOf(450, { busiest: 0.9, cost: 110 }) }, STEPS, CORES).held).toBe(true);
  expect(compare({ one, two: runsOf(450, { cores: 3.2, cost: 130 }) }, STEPS, CORES).held).toBe(false);
});

test("a cost that was measured where not even one process was in time says nothing", () => {
  const busy = { load: 11, cost: 100 };
  expect(compare({ one: runsOf(0, busy), two: runsOf(0, busy) }, STEPS, CORES).held).toBe(false);
});

test("nothing measured of two is missed", () => {
  expect(compare({ one: runsOf(300), two: {} }, STEPS, CORES).held).toBe(false);
});

test("the busiest second is that of a whole second, wherever it lies; of less where there is no more", () => {
  expect(busiestSecond([...Array(10).fill(0.2), ...Array(10).fill(0.9), ...Array(20).fill(0.1)])).toBeCloseTo(0.9);
  expect(busiestSecond([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeCloseTo(0.1);
  expect(busiestSecond([0.5, 0.7])).toBeCloseTo(0.6);
  expect(busiestSecond([])).toBeUndefined();
});
