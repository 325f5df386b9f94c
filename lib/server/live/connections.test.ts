import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, createConnections } from "./connections.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const connection = (over: Partial<Connection> = {}): Connection => ({
  kind: "websocket",
  actor: { kind: "user", userId: "ada", authSessionId: "sign-in" },
  workspaceId: "w",
  agents: () => [],
  answering: () => false,
  beat: vi.fn(),
  end: vi.fn(),
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

  it("counts for each agent of the sessions that it follows, once", () => {
    const all = createConnections();
    all.add(connection({ agents: () => ["guide"], sessions: () => ["a", "b"] }));
    all.add(connection({ kind: "events", sessions: () => ["b", "c"] }));
    all.add(connection({ workspaceId: "other", sessions: () => ["d"] }));
    expect(all.followed("w")).toEqual(["a", "b", "c"]);
    const agentsIn = new Map([
      ["a", ["guide", "luca"]],
      ["b", ["luca"]],
      ["d", ["guide"]],
    ]);
    expect(all.statistics("w", agentsIn).byAgent).toEqual({ guide: 1, luca: 2 });
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

  it("ends with its sign-in or key, and with its person", () => {
    const all = createConnections();
    const [signedIn, byKey, other] = [
      connection(),
      connection({ actor: { kind: "apiKey", userId: "ada", keyId: "key", scopes: [] } }),
      connection({ actor: { kind: "user", userId: "bob", authSessionId: "another" } }),
    ];
    for (const one of [signedIn, byKey, other]) all.add(one);
    all.endCredential("sign-in");
    expect([signedIn.end, byKey.end, other.end].map((end) => vi.mocked(end).mock.calls.length)).toEqual([1, 0, 0]);
    all.endCredential("ada");
    expect([signedIn.end, byKey.end, other.end].map((end) => vi.mocked(end).mock.calls.length)).toEqual([2, 1, 0]);
  });

  it("is known by its credential, each once, and as new until that was asked or it has gone", () => {
    const all = createConnections();
    const [byKey, bob] = [
      connection({ actor: { kind: "apiKey", userId: "ada", keyId: "key", scopes: [] } }),
      connection({ actor: { kind: "user", userId: "bob", authSessionId: "another" } }),
    ];
    for (const one of [connection(), connection(), byKey]) all.add(one);
    all.add(bob).remove();
    const used = [
      { kind: "authSession", id: "sign-in", workspaceId: "w" },
      { kind: "apiKey", id: "key", workspaceId: "w" },
    ];
    expect(all.newCredentials()).toEqual(used);
    expect(all.newCredentials()).toEqual([]);
    expect(all.credentials()).toEqual(expect.arrayContaining(used));
    all.add(bob);
    expect(all.newCredentials()).toEqual([{ kind: "authSession", id: "another", workspaceId: "w" }]);
    expect(all.credentials()).toHaveLength(3);
  });

  it("is told to come back before the server goes, but not in the middle of an answer", () => {
    const all = createConnections();
    const [follower, answer] = [connection(), connection({ answering: () => true })];
    for (const one of [follower, answer]) all.add(one);
    all.leaveFollowers();
    expect(follower.end).toHaveBeenCalledExactlyOnceWith("restart");
    expect(answer.end).not.toHaveBeenCalled();
  });

  it("is told to come back when the server goes, and hears no more", () => {
    const all = createConnections();
    const one = connection();
    all.add(one);
    all.closeAll();
    vi.advanceTimersByTime(60_000);
    expect(one.end).toHaveBeenCalledExactlyOnceWith("restart");
    expect(one.beat).not.toHaveBeenCalled();
  });
});
