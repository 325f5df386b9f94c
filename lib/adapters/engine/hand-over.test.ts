import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { type Accepted, createHandOver } from "./hand-over.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A bus between processes; no payload of it may be too long for PostgreSQL. */
function createWire() {
  const listeners = new Set<(key: string) => void>();
  const told: string[] = [];
  const notices: Pick<Invalidations, "publish" | "subscribe"> = {
    publish(_topic, key) {
      told.push(key);
      for (const listener of listeners) listener(key);
    },
    subscribe(_topic, onKey) {
      listeners.add(onKey);
      return { close: () => void listeners.delete(onKey) };
    },
  };
  return { notices, told };
}

test("work that a web process accepts is heard of by every worker at once, and by none that has closed", () => {
  const { notices, told } = createWire();
  const taken: Accepted[] = [];
  const workers = [1, 2].map(() => createHandOver(notices, (work) => taken.push(work)));
  const web = createHandOver(notices, null);
  web.tell(["turn", "a", 0]);
  web.tell(["run", "b", 2]);
  vi.advanceTimersByTime(20);
  expect(told).toHaveLength(1);
  expect(taken.filter(([, id]) => id === "a")).toEqual([
    ["turn", "a", 0],
    ["turn", "a", 0],
  ]);
  expect(taken).toHaveLength(4);

  workers[0]?.close();
  web.tell(["turn", "c", 0]);
  web.close();
  vi.advanceTimersByTime(20);
  expect(taken.filter(([, id]) => id === "c")).toHaveLength(1);
});

test("a crowd of it goes in notices that fit", () => {
  const { notices, told } = createWire();
  const web = createHandOver(notices, null);
  for (let i = 0; i < 250; i++) web.tell(["memory", "00000000-0000-4000-8000-000000000000", i]);
  vi.advanceTimersByTime(20);
  expect(told).toHaveLength(3);
  expect(Math.max(...told.map((key) => JSON.stringify(key).length))).toBeLessThan(7_600);
});
