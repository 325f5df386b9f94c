import { describe, expect, test } from "vitest";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { AGENT, CREATED, logOf, preferred } from "./log-fixtures.ts";
import { beforePage, momentAt, newestFirst, PAGE, pageOf, timelineOf, withEvents, withPage } from "./pages.ts";

const absent = absentAgent(AGENT, "w1");
const LENGTH = PAGE * 2 + 7;
const log = logOf([CREATED, ...Array.from({ length: LENGTH - 1 }, (_, n) => preferred({ count: n + 2 }))]);
const stateAfter = (version: number) => log.slice(0, version).reduce(evolve, absent);
const from = (page: number) => timelineOf(stateAfter(beforePage(page)), log.slice(beforePage(page)));

test("a version is on one page, and a page begins after the last version of the one before", () => {
  expect([1, PAGE, PAGE + 1, PAGE * 2].map(pageOf)).toEqual([0, 0, 1, 1]);
  expect(beforePage(pageOf(PAGE + 1))).toBe(PAGE);
});

describe("the state at a moment", () => {
  test("is the fold of the whole log up to there, before and after each event", () => {
    const timeline = timelineOf(absent, log);
    for (let version = 1; version <= LENGTH; version += 1)
      expect(momentAt(timeline, version)).toEqual({
        event: log[version - 1],
        before: stateAfter(version - 1),
        after: stateAfter(version),
      });
  });

  test("is the same when only the newest pages are loaded, and unknown on others", () => {
    const timeline = from(1);
    expect(timeline.head).toBe(LENGTH);
    expect(momentAt(timeline, PAGE + 1)?.before).toEqual(stateAfter(PAGE));
    expect(momentAt(timeline, LENGTH)?.after).toEqual(stateAfter(LENGTH));
    expect(momentAt(timeline, PAGE)).toBeNull();
    expect(momentAt(timeline, LENGTH + 1)).toBeNull();
  });

  test("is known once its page has come, wherever it lies", () => {
    const timeline = withPage(from(2), 0, { base: absent, events: log.slice(0, PAGE) });
    expect(momentAt(timeline, 3)?.after).toEqual(stateAfter(3));
    expect(momentAt(timeline, PAGE + 1)).toBeNull();
  });
});

describe("what comes live", () => {
  test("is taken up once and in order, also past the end of a page", () => {
    const known = PAGE + PAGE / 2;
    let timeline = timelineOf(stateAfter(PAGE), log.slice(PAGE, known));
    for (const at of [known, known, known - 3]) timeline = withEvents(timeline, log.slice(at, at + 5));
    expect(timeline.head).toBe(known + 5);
    timeline = withEvents(timeline, log.slice(known + 9));
    expect(timeline.head).toBe(known + 5);
    timeline = withEvents(timeline, log.slice(known));
    expect(timeline).toEqual(from(1));
  });

  test("begins an agent's life on an empty timeline", () => {
    const empty = timelineOf(absent, []);
    expect(empty).toEqual({ head: 0, pages: {} });
    expect(timelineOf(absent, log.slice(0, 1)).head).toBe(1);
  });
});

test("the list is newest first and says which page is missing", () => {
  const timeline = from(1);
  expect(newestFirst(timeline).missing).toBe(0);
  expect(
    newestFirst(timeline)
      .events.map((one) => one.version)
      .at(-1),
  ).toBe(PAGE + 1);
  const whole = withPage(timeline, 0, { base: absent, events: log.slice(0, PAGE) });
  expect(newestFirst(whole)).toEqual({ events: log.toReversed(), missing: null });
  expect(newestFirst(timelineOf(absent, []))).toEqual({ events: [], missing: null });
});

test("a page that is there is not replaced by an older copy of itself", () => {
  const timeline = from(2);
  expect(withPage(timeline, 2, { base: absent, events: [] })).toBe(timeline);
});
