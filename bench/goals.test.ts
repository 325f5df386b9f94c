import { expect, test } from "vitest";
import { isMissed, isUnmeasured, judge, soakFailures } from "./goals.mjs";

const good = {
  ...{ N: 200, streams: 200, ok: 200, lost: 0, dup: 0, inexact: 0, ttft50: 20, ttft99: 90, gap99: 60 },
  ...{ msPer1k: 100, dbMsPer1k: 20, msPerTurn: 2, dbMsPerTurn: 1, rssBase: 300, rssPeak: 340, kbPerStream: 90 },
};
const floor = { ...good, msPer1k: 400, dbMsPer1k: 0, msPerTurn: 10, dbMsPerTurn: 0 };
const asked = { scenarios: ["paced200", "closed32x20", "paced300"], targets: ["proxy", "floor", "throughline"] };
const proxy = { ...good, ttft50: 8, ttft99: 52 };

type Runs = (typeof good)[];
const resultsOf = (changed: Record<string, Runs> = {}) => {
  const all = (run: typeof good) => ({ paced200: [run, run, run], closed32x20: [run, run], paced300: [run] });
  return { proxy: all(proxy), floor: all(floor), throughline: { ...all(good), ...changed } };
};
const missedOf = (results: object, of = asked) =>
  judge(results, of)
    .filter(isMissed)
    .map(([name]) => name);

test("what keeps every goal misses none", () => {
  expect(missedOf(resultsOf())).toEqual([]);
});

test("a figure is held by its median, so that one slow run of three does not decide", () => {
  const slow = { ...good, gap99: 300, msPer1k: 900 };
  expect(missedOf(resultsOf({ paced200: [slow, good, good] }))).toEqual([]);
  expect(missedOf(resultsOf({ paced200: [slow, good, slow] }))).toEqual([
    "CPU per 1k tokens, 200 streams",
    "gap between tokens, 200 streams, p99",
  ]);
});

test("one lost token or failed stream is missed, in whichever run it was", () => {
  expect(missedOf(resultsOf({ paced200: [{ ...good, lost: 1, inexact: 1 }, good, good] }))).toEqual([
    "tokens or answers lost, repeated, inexact, in any run",
  ]);
  expect(missedOf(resultsOf({ closed32x20: [{ ...good, ok: 199 }, good] }))).toEqual([
    "streams that failed, in any run",
  ]);
});

test("the first token is held against the proxy of the same run", () => {
  const late = { ...good, ttft99: 180 };
  expect(missedOf(resultsOf({ paced200: [late] }))).toEqual(["first token over the proxy's, 200 streams, p99"]);
  const slowMachine = { ...resultsOf({ paced200: [late] }), proxy: { paced200: [{ ...proxy, ttft99: 100 }] } };
  expect(missedOf(slowMachine)).toEqual([]);
});

test("300 streams are carried only when all end whole and in time", () => {
  for (const change of [{ ok: 180 }, { gap99: 200 }, { ttft99: 400 }, { lost: 1 }])
    expect(missedOf(resultsOf({ paced300: [{ ...good, ...change }] }))).toContain("paced streams within these");
});

test("what was asked and not measured is missed; what was not asked is not judged", () => {
  expect(missedOf({})).toHaveLength(10);
  expect(judge({}, asked).filter(isUnmeasured)).toHaveLength(10);
  const slow = resultsOf({ paced200: [{ ...good, gap99: 300 }] });
  expect(judge(slow, asked).filter(isUnmeasured)).toEqual([]);
  const only = { scenarios: ["closed32x20"], targets: ["throughline"] };
  expect(missedOf({ throughline: { closed32x20: [good] } }, only)).toEqual([]);
});

test("a soak fails by growth, wrong answers, errors and minutes in which nothing was answered", () => {
  const whole = { heaps: [9e7, 1e8, 1e8], turns: [40, 40, 40], wrong: 0, errors: 0 };
  expect(soakFailures(whole)).toEqual([]);
  expect(soakFailures({ ...whole, heaps: [9e7, 1e8, 1.2e8] })).toEqual(["what is held grows"]);
  expect(soakFailures({ ...whole, wrong: 1, errors: 2 })).toEqual(["1 answers wrong", "2 requests failed"]);
  expect(soakFailures({ ...whole, turns: [40, 0, 0] })).toEqual(["no turn ended in 2 of 3 minutes"]);
});
