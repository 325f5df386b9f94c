import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, createConnections } from "./connections.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const connection = (over: Partial<Connection> = {}): Connection => ({
  kind: "websocket",
  workspaceId: "w",
  agents: () => [],
  beat: vi.fn(),
  goAway: vi.fn(),
  ...over,
});

describe("who is connected", () => {
  it("is counted by kind and agent, in the asker's workspace alone", () => {
    const all = createConnections();
    all.add(connection({ agents: () => ["guide", "luca"] }));
    all.add(connection({ kind: "uiStream", agents: () => ["guide"] }));
    all.add(connection({ workspaceId: "other" }));
    const gone = all.add(connection({ kind: "events" }));
    gone.remove();
    expect(all.statistics("w")).toEqual({
      total: 2,
      byKind: { websocket: 1, events: 0, uiStream: 1 },
      byAgent: { guide: 2, luca: 1 },
    });
  });

  it("beats once in 15 seconds, not all in the same moment", () => {
    const all = createConnections();
    const beats = Array.from({ length: 30 }, () => vi.fn());
    for (const beat of beats) all.add(connection({ beat }));
    vi.advanceTimersByTime(1_000);
    expect(beats.filter((beat) => beat.mock.calls.length > 0)).toHaveLength(2);
    vi.advanceTimersByTime(14_000);
    expect(beats.map((beat) => beat.mock.calls.length)).toEqual(beats.map(() => 1));
  });

  it("is told to come back when the server goes, and hears no more", () => {
    const all = createConnections();
    const one = connection();
    all.add(one);
    all.closeAll();
    vi.advanceTimersByTime(60_000);
    expect(one.goAway).toHaveBeenCalledTimes(1);
    expect(one.beat).not.toHaveBeenCalled();
  });
});
