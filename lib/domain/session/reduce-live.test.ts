import { describe, expect, test } from "vitest";
import type { LiveItem } from "./feed.ts";
import { reduce } from "./reduce.ts";
import {
  accepted,
  attempt,
  delta,
  live,
  partsOf,
  rewind,
  running,
  text,
  told,
  turnStarted,
} from "./reduce-fixtures.ts";
import type { SessionView } from "./view.ts";

/** A gap says so and leaves the view as it was. */
const expectGap = (view: SessionView, item: LiveItem): void => expect(reduce(view, item)).toEqual({ view, gap: true });

describe("live text", () => {
  test("is shown once however often and in whatever pieces it comes", () => {
    const view = live(
      running,
      delta(0, "Hello"),
      delta(0, "Hello"),
      delta(3, "lo, wor"),
      delta(0, "Hello, world"),
      delta(2, "llo"),
    );
    expect(partsOf(view)).toEqual([text("Hello, world")]);
  });

  test("counts in UTF-16 units, also within a character of two", () => {
    expect(partsOf(live(running, delta(0, "😀a"), delta(2, "ab"), delta(0, "😀ab!")))).toEqual([text("😀ab!")]);
  });

  test("that is missing is a gap", () => {
    expectGap(running, delta(1, "ello"));
    expectGap(live(running, delta(0, "Hel")), delta(4, "o"));
    expectGap(running, delta(0, "later", { part: 1 }));
    expectGap(live(running, delta(0, "Hel")), delta(3, "hm", { kind: "reasoning" }));
    expectGap(running, delta(0, "Hello", { messageId: "unknown" }));
    expectGap(running, delta(0, "Hello", { conversationId: "unknown" }));
  });

  test("goes on in the next part, reasoning apart from text", () => {
    const view = live(running, delta(0, "Hm", { kind: "reasoning" }), delta(0, "Yes", { part: 1 }));
    expect(partsOf(view)).toEqual([{ type: "reasoning", text: "Hm" }, text("Yes")]);
  });

  test("of a turn that has ended, or that nobody knows, is dropped", () => {
    const item = delta(0, "Hello", { turnId: "other" });
    expect(reduce(running, item)).toEqual({ view: running, gap: false });
  });

  test("may come before the entry that starts its turn", () => {
    expect(partsOf(told(live(accepted, delta(0, "Hello")), turnStarted(1, 0)))).toEqual([text("Hello")]);
  });
});

describe("a take-over", () => {
  const two = live(running, delta(0, "Kept."), delta(0, "Void", { part: 1 }));

  test("voids what was not committed, and the text of the old writer", () => {
    const taken = told(two, turnStarted(2, 1));
    expect(partsOf(taken)).toEqual([text("Kept.")]);
    const late = live(taken, delta(4, "ed by a ghost", { part: 1 }));
    expect(late).toEqual(taken);
    expect(partsOf(live(taken, delta(0, "New", { part: 1, epoch: 2 })))).toEqual([text("Kept."), text("New")]);
  });

  test("whose entry is still missing is a gap", () => {
    expectGap(two, delta(0, "New", { part: 1, epoch: 2 }));
  });

  test("that rewinds into a part keeps the text before that point, once", () => {
    const back = live(two, rewind(2, 0, 3));
    expect(partsOf(back)).toEqual([text("Kep")]);
    const on = live(back, delta(3, "t anew", { epoch: 2 }), rewind(2, 0, 3), rewind(1, 0));
    expect(partsOf(on)).toEqual([text("Kept anew")]);
  });
});

describe("another attempt of a model", () => {
  const { receipt, failed } = attempt(2, 1);
  const two = live(running, delta(0, "Kept."), delta(0, "Void", { part: 1 }));

  test("voids the text of the one that failed, and says why until it writes itself", () => {
    const waiting = told(two, failed);
    expect(partsOf(waiting)).toEqual([text("Kept.")]);
    expect(waiting.turns.turn).toMatchObject({ status: "running", epoch: 2, failure: receipt });
    expect(live(waiting, delta(4, "ed late", { part: 1 }))).toEqual(waiting);
    const on = live(waiting, delta(0, "New", { part: 1, epoch: 2 }));
    expect(partsOf(on)).toEqual([text("Kept."), text("New")]);
    expect(on.turns.turn).not.toHaveProperty("failure");
  });

  test("that has called a tool before it wrote is no longer waited for", () => {
    const started = told(told(two, failed), {
      ...{ type: "tool.started", conversationId: "talk", turnId: "turn", part: 1, toolCallId: "c", tool: "t" },
      ...{ input: {}, startedAt: "2026-11-21T12:00:00.000Z" },
    });
    expect(started.turns.turn).not.toHaveProperty("failure");
  });

  test("whose text came before the entry keeps it", () => {
    expect(partsOf(told(live(two, rewind(2, 1), delta(0, "New", { part: 1, epoch: 2 })), failed))).toEqual([
      text("Kept."),
      text("New"),
    ]);
  });
});
