import { describe, expect, it } from "vitest";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { createRecentEntries } from "./recent-entries.ts";

const entries = (from: number, to: number): FeedEntry[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({
    type: "session.renamed",
    title: "x",
    sequence: from + index,
    at: "2026-11-21T10:00:00.000Z",
  }));
const sequences = (found: FeedEntry[] | null) => found?.map(({ sequence }) => sequence);

describe("recent entries", () => {
  it("are everything after a sequence that lies in them or just before them", () => {
    const recent = createRecentEntries();
    recent.add("s", entries(3, 5));
    recent.add("s", entries(6, 6));
    expect(sequences(recent.take("s", 4))).toEqual([5, 6]);
    recent.add("s", entries(7, 7));
    expect(sequences(recent.take("s", 6))).toEqual([7]);
    recent.add("s", entries(8, 8));
    expect(sequences(recent.take("s", 8))).toEqual([]);
  });

  it("are not known where something lies before them, between them, or others have written", () => {
    const recent = createRecentEntries();
    recent.add("s", entries(3, 5));
    expect(recent.take("s", 1)).toBeNull();
    recent.add("s", entries(3, 5));
    recent.add("s", entries(7, 7));
    expect(recent.take("s", 4)).toBeNull();
    recent.add("s", entries(8, 9));
    recent.forget("s");
    expect(recent.take("s", 8)).toBeNull();
    expect(recent.take("other", 0)).toBeNull();
  });

  it("stay few", () => {
    const recent = createRecentEntries();
    for (let session = 0; session < 2_000; session++) recent.add(String(session), entries(1, 1));
    expect(recent.take("0", 0)).toBeNull();
    expect(sequences(recent.take("1999", 0))).toEqual([1]);
    recent.add("long", entries(1, 80));
    expect(recent.take("long", 0)).toBeNull();
  });
});
