import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ACCESS_CHANGED } from "#lib/application/agents/access-changed.ts";
import type { SessionSummary } from "#lib/application/ports/reads.ts";
import { createUserChannels } from "./user-channel.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a session that was read before a role was taken away is not told of after it", async () => {
  const reads: ((summary: SessionSummary | null) => void)[] = [];
  let invalidate: (key: string) => void = () => {};
  let changed: (sessionId: string) => void = () => {};
  const nothing = { close: () => {} };
  const channels = createUserChannels({
    live: {
      subscribeUser(userId, onChange) {
        if (userId === "otto") changed = onChange;
        return nothing;
      },
    },
    invalidations: {
      subscribe(topic, listener) {
        expect(topic).toBe(ACCESS_CHANGED);
        invalidate = listener;
        return nothing;
      },
    },
    sessions: { summary: () => new Promise((resolve) => reads.push(resolve)), sharers: async () => [] },
  });
  const told: string[] = [];
  channels.join({ workspaceId: "w", userId: "otto" }, (frame) => told.push(JSON.parse(String(frame)).fact.kind));

  changed("shared");
  await vi.advanceTimersByTimeAsync(250);
  expect(reads).toHaveLength(1);
  invalidate("otto");
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["sessions"]);

  reads.shift()?.({ id: "shared" } as SessionSummary);
  await vi.advanceTimersByTimeAsync(250);
  expect(told).toEqual(["sessions"]);
  // It is read again, as the person may see it now: not at all.
  reads.shift()?.(null);
  await vi.advanceTimersByTimeAsync(250);
  expect(told).toEqual(["sessions"]);
  expect(reads).toHaveLength(0);
});
