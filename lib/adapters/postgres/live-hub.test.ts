import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Notice } from "./bus.ts";
import { createLiveHub } from "./live-hub.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("looks after every session that is followed, some a second, so that a notice that nobody sent is made up for", async () => {
  const asked: string[][] = [];
  const hub = createLiveHub({
    bus: { onNotice: () => {}, onReconnect: () => {} },
    feedAfter: async () => [],
    heads: async (sessionIds) => {
      asked.push(sessionIds);
      return [];
    },
    openText: async () => [],
    ownText: () => [],
    noticeHeads: () => {},
    onError: () => {},
  });
  const followed = Array.from({ length: 250 }, (_, index) => `session-${index}`);
  const subscriptions = await Promise.all(followed.map((sessionId) => hub.subscribe(sessionId, 0, () => {})));
  vi.advanceTimersByTime(3_000);
  expect(asked.map((some) => some.length)).toEqual([100, 100, 50]);
  expect(asked.flat()).toEqual(followed);

  for (const subscription of subscriptions.slice(1)) subscription.close();
  vi.advanceTimersByTime(2_000);
  expect(asked.slice(3)).toEqual([["session-0"], ["session-0"]]);
  subscriptions[0]?.close();
  vi.advanceTimersByTime(2_000);
  expect(asked).toHaveLength(5);
  hub.close();
});

it("reads what others have written for whoever joins, however long the turn has been silent, and asks nothing when it is alone", async () => {
  let hear = (_notice: Notice): void => {};
  let asked = 0;
  const hub = createLiveHub({
    bus: {
      onNotice: (listener) => {
        hear = listener;
      },
      onReconnect: () => {},
    },
    feedAfter: async () => [],
    heads: async () => [],
    openText: async () => {
      asked += 1;
      return [];
    },
    ownText: () => [],
    noticeHeads: () => {},
    onError: () => {},
  });
  const join = async () => (await hub.subscribe("session", 0, () => {})).close();
  for (let beats = 0; beats < 12; beats++) {
    vi.advanceTimersByTime(5_000);
    hear({});
  }
  vi.advanceTimersByTime(4_000);
  await join();
  expect(asked).toBe(1);
  vi.advanceTimersByTime(60_000);
  await join();
  expect(asked).toBe(1);
  hub.close();
});
