import { expect, test } from "vitest";
import { dotOf, rowsInSight, withPage, withSession } from "#components/sessions/session-list-state.ts";
import type { SessionSummary } from "#components/sessions/session-summary.ts";

const session = (id: string, lastActivityAt: string, extra: Partial<SessionSummary> = {}): SessionSummary => ({
  id,
  title: id,
  status: "active",
  running: 0,
  waiting: 0,
  sharedBy: null,
  lastActivityAt,
  createdAt: lastActivityAt,
  ...extra,
});

test("a session with news moves to its place and stands there once", () => {
  const items = [session("a", "3"), session("b", "2"), session("c", "1")];
  expect(withSession(items, session("c", "4")).map((one) => one.id)).toEqual(["c", "a", "b"]);
  expect(withSession(items, session("d", "2.5")).map((one) => one.id)).toEqual(["a", "d", "b", "c"]);
});

test("a page that overlaps what is known adds only what is new", () => {
  const items = [session("a", "2"), session("b", "1")];
  expect(
    withPage(items, { items: [session("b", "1"), session("c", "0")], nextCursor: null }).map((one) => one.id),
  ).toEqual(["a", "b", "c"]);
});

test("the dot tells what matters most", () => {
  expect(dotOf(session("a", "1", { running: 1, waiting: 1 }))).toBe("waiting");
  expect(dotOf(session("a", "1", { running: 1 }))).toBe("running");
  expect(dotOf(session("a", "1", { status: "completed" }))).toBe("ended");
});

test("of five thousand rows only those in sight exist", () => {
  expect(rowsInSight(36_000, 720, 36, 5_000)).toEqual({ from: 992, to: 1_028 });
  expect(rowsInSight(0, 720, 36, 3)).toEqual({ from: 0, to: 3 });
});
