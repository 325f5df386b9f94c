import { expect, test } from "vitest";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { judgeStop } from "./judge-stop.ts";

const at = (ms: number): string => new Date(ms).toISOString();
const entry = (type: string, ms: number, turnId = "turn"): FeedEntry =>
  ({ type, turnId, at: at(ms), sequence: 1 }) as unknown as FeedEntry;
const feedOf = (end: string, ms: number): FeedEntry[] => [entry("turn.started", 1_000), entry(end, ms)];
const asked = { turnId: "turn", accepted: { askedAt: 1_990, at: 2_000 }, killedAt: null };

test("an accepted stop that the turn does not end by is ignored", () => {
  expect(judgeStop(feedOf("turn.completed", 3_100), asked)).toEqual({ end: "ignored" });
  expect(judgeStop(feedOf("turn.started", 3_100), asked)).toEqual({ end: "ignored" });
});

test("what had ended when the stop came, or before it had to take effect, is whole", () => {
  expect(judgeStop(feedOf("turn.completed", 2_600), asked)).toEqual({ end: "whole" });
  expect(judgeStop(feedOf("turn.completed", 1_990), asked)).toEqual({ end: "whole" });
  expect(judgeStop(feedOf("turn.completed", 9_000), { ...asked, accepted: null })).toEqual({ end: "whole" });
});

test("with a living writer the time is from the request to the end", () => {
  expect(judgeStop(feedOf("turn.stopped", 2_040), asked)).toEqual({ end: "stopped", time: { what: "stop", ms: 50 } });
  const later = [...feedOf("turn.stopped", 2_040), entry("turn.completed", 3_000, "next")];
  expect(judgeStop(later, asked)).toEqual({ end: "stopped", time: { what: "stop", ms: 50 } });
});

test("with a dead writer it is from whatever came last, until another one writes", () => {
  const time = (what: string, ms: number) => ({ end: "stopped", time: { what, ms } });
  const ended = feedOf("turn.stopped", 4_500);
  expect(judgeStop(ended, { ...asked, killedAt: 1_500 })).toEqual(time("stop after kill", 2_510));
  expect(judgeStop(ended, { ...asked, killedAt: 2_300 })).toEqual(time("stop after kill", 2_200));
  const taken = [entry("turn.started", 1_000), entry("turn.started", 1_900), entry("turn.stopped", 2_050)];
  expect(judgeStop(taken, { ...asked, killedAt: 1_500 })).toEqual(time("stop", 60));
  expect(judgeStop(feedOf("turn.stopped", 2_050), { ...asked, killedAt: 2_200 })).toEqual(time("stop", 60));
});
