import { beforeEach, describe, expect, test } from "vitest";
import { backOff } from "#components/live/back-off.ts";
import type { LineEvents, LiveEnvironment } from "#components/live/lines.ts";
import { createLiveClient } from "#components/live/live-client.ts";
import type { LinkStatus } from "#components/live/live-line.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";

interface FakeLine {
  kind: "socket" | "events";
  path?: string;
  events: LineEvents;
  sent: unknown[];
  closed: boolean;
}

/** A world whose time only moves when told to. */
function fakeWorld() {
  const lines: FakeLine[] = [];
  let timers: { at: number; callback: () => void }[] = [];
  let now = 0;
  const open = (kind: FakeLine["kind"], events: LineEvents, path = "") => {
    const line: FakeLine = { kind, path, events, sent: [], closed: false };
    lines.push(line);
    return {
      close: () => {
        line.closed = true;
      },
      send: (text: string) => void line.sent.push(JSON.parse(text)),
    };
  };
  let refusals = 0;
  const env: LiveEnvironment = {
    openSocket: (events) => open("socket", events),
    openEvents: (path, _names, events) => open("events", events, path),
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    random: () => 0,
    refused: () => void refusals++,
  };
  const pass = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const next = timers.filter((one) => one.at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((one) => one !== next);
      now = next.at;
      next.callback();
    }
    now = end;
  };
  const last = () => lines.at(-1) as FakeLine;
  /** The streams that are open, by path. */
  const streams = () => lines.filter((line) => line.kind === "events" && !line.closed);
  const stream = (path: string) => streams().find((line) => line.path === path) as FakeLine;
  return {
    env,
    lines,
    last,
    streams,
    stream,
    pass,
    refusals: () => refusals,
    say: (frame: object) => last().events.onText("message", JSON.stringify(frame)),
  };
}

const ready = { type: "ready", connectionId: "c", workspaceId: "w" };
const hidden = (sequence: number): LiveItem => ({ kind: "entry", entry: { type: "hidden", sequence } });

describe("the live client", () => {
  let world: ReturnType<typeof fakeWorld>;
  let statuses: LinkStatus[];
  let items: LiveItem[];
  let sequence: number;
  let client: ReturnType<typeof createLiveClient>;
  beforeEach(() => {
    world = fakeWorld();
    statuses = [];
    items = [];
    sequence = 7;
    client = createLiveClient(world.env);
    client.onStatus((status) => statuses.push(status));
    client.subscribe("s", {
      after: () => sequence,
      onReload: () => {},
      onGone: () => {},
      onItem: (item) => {
        items.push(item);
        if (item.kind === "entry") sequence = item.entry.sequence;
      },
    });
  });

  test("subscribes after the known sequence once the socket is ready, and hands items on", () => {
    world.say(ready);
    expect(world.last().sent).toEqual([{ type: "subscribe", sessionId: "s", after: 7 }]);
    world.say({ type: "entry", sessionId: "s", entry: { type: "hidden", sequence: 8 } });
    world.say({ type: "entry", sessionId: "other", entry: { type: "hidden", sequence: 1 } });
    expect(items).toEqual([hidden(8)]);
    expect(statuses).toEqual(["connecting", "live"]);
  });

  test("a page whose browser has gone on in another workspace is loaded anew", () => {
    const elsewhere = createLiveClient({ ...world.env, workspaceId: "v" });
    world.say(ready);
    expect(world.refusals()).toBe(1);
    expect(world.last().sent).toEqual([]);
    elsewhere.close();
  });

  test("comes back from where it was when the line is lost", () => {
    world.say(ready);
    world.say({ type: "entry", sessionId: "s", entry: { type: "hidden", sequence: 8 } });
    world.last().events.onClose(1006);
    expect(statuses.at(-1)).toBe("reconnecting");
    world.pass(1_000);
    world.say(ready);
    expect(world.last().sent).toEqual([{ type: "subscribe", sessionId: "s", after: 8 }]);
    expect(statuses.at(-1)).toBe("live");
  });

  test("comes back at once when the server goes away for a restart", () => {
    world.say(ready);
    world.last().events.onClose(1001);
    world.pass(60);
    expect(world.lines).toHaveLength(2);
  });

  const fallBack = () => {
    world.last().events.onClose(1006);
    world.pass(1_000);
    world.last().events.onClose(1006);
  };
  const pathOf = (after: number) => `/api/sessions/s/events?after=${after}`;

  test("falls back to server-sent events when the socket cannot be opened twice, and returns to it later", () => {
    fallBack();
    world.stream(pathOf(7)).events.onOpen?.();
    world.stream(pathOf(7)).events.onText("hidden", JSON.stringify({ type: "hidden", sequence: 8 }));
    expect(items).toEqual([hidden(8)]);
    expect(statuses.at(-1)).toBe("live");
    // Once soon, for the server may only have been away, then now and then.
    for (const wait of [1_000, 60_000]) {
      world.pass(wait);
      expect(world.last().kind).toBe("socket");
      world.last().events.onClose(1006);
      expect(world.stream(pathOf(7))).toBeDefined();
    }
    world.pass(60_000);
    world.say(ready);
    expect(world.streams()).toEqual([]);
    expect(world.last().sent).toEqual([{ type: "subscribe", sessionId: "s", after: 8 }]);
  });

  test("stays with sockets while a server is away that had one, and returns to them when it is back", () => {
    world.say(ready);
    for (let failed = 0; failed < 6; failed++) {
      world.last().events.onClose(1006);
      expect(world.streams()).toEqual([]);
      world.pass(200 * 2 ** failed);
      expect(world.last()).toMatchObject({ kind: "socket", closed: false });
    }
    world.last().events.onClose(1006);
    world.stream(pathOf(7)).events.onOpen?.();
    world.pass(1_000);
    world.say(ready);
    expect(world.streams()).toEqual([]);
    expect(statuses.at(-1)).toBe("live");
  });

  test("a lost event stream is opened again after the last known entry", () => {
    fallBack();
    world.stream(pathOf(7)).events.onText("hidden", JSON.stringify({ type: "hidden", sequence: 9 }));
    world.stream(pathOf(7)).events.onClose(0);
    expect(statuses.at(-1)).toBe("reconnecting");
    world.pass(1_000);
    expect(world.stream(pathOf(9))).toBeDefined();
  });

  test("hears of the person's sessions over server-sent events too, and reads the list anew after each gap", () => {
    const facts: unknown[] = [];
    client.onWorkspace((fact) => facts.push(fact));
    fallBack();
    world.stream("/api/events").events.onOpen?.();
    expect(facts).toEqual([{ kind: "sessions" }]);
    const fact = { kind: "session", session: { id: "s" } };
    world.stream("/api/events").events.onText("workspace", JSON.stringify({ type: "workspace", fact }));
    expect(facts.at(-1)).toEqual(fact);
    world.stream("/api/events").events.onClose(0);
    world.pass(1_000);
    world.stream("/api/events").events.onOpen?.();
    expect(facts).toHaveLength(3);
  });

  test("a page that stays out of sight gives up its event streams, and has them back in sight", () => {
    fallBack();
    client.rest();
    world.pass(29_000);
    expect(world.streams()).toHaveLength(2);
    world.pass(2_000);
    expect(world.streams()).toEqual([]);
    world.pass(60_000);
    world.last().events.onClose(1006);
    expect(world.streams()).toEqual([]);
    client.wake();
    expect(world.streams().map(({ path }) => path)).toEqual([pathOf(7), "/api/events"]);
  });

  test("asks a silent line for a sign of life and replaces one that gives none", () => {
    world.say(ready);
    world.pass(25_000);
    expect(world.last().sent.at(-1)).toEqual({ type: "ping" });
    world.say({ type: "pong" });
    world.pass(25_000);
    const dead = world.last();
    world.pass(9_000);
    expect(dead.closed).toBe(true);
    expect(world.lines.length).toBeGreaterThan(1);
  });

  test("asks at once when the page wakes, and does not wait long", () => {
    world.say(ready);
    client.wake();
    const dead = world.last();
    expect(dead.sent.at(-1)).toEqual({ type: "ping" });
    world.pass(3_500);
    expect(dead.closed).toBe(true);
    expect(world.lines.length).toBeGreaterThan(1);
  });

  test("subscribes again when the server has lost the thread", () => {
    world.say(ready);
    world.say({ type: "resync", sessionId: "s" });
    expect(world.last().sent).toHaveLength(2);
  });

  test("asks again later when the server cannot follow the session for now", () => {
    world.say(ready);
    world.say({ type: "error", problem: { status: 503, code: "unavailable", sessionId: "s" } });
    expect(world.last().sent).toHaveLength(1);
    world.pass(2_000);
    expect(world.last().sent).toEqual([
      { type: "subscribe", sessionId: "s", after: 7 },
      { type: "subscribe", sessionId: "s", after: 7 },
    ]);
  });

  test("a late frame of a replaced socket is ignored", () => {
    world.say(ready);
    const old = world.last();
    old.events.onClose(1006);
    world.pass(1_000);
    old.events.onText(
      "message",
      JSON.stringify({ type: "entry", sessionId: "s", entry: { type: "hidden", sequence: 8 } }),
    );
    expect(items).toEqual([]);
  });

  test("that the server does not want finds out why with a new page, not with another socket", () => {
    world.say(ready);
    world.last().events.onClose(1008);
    expect(statuses.at(-1)).toBe("reconnecting");
    world.pass(60_000);
    expect(world.lines).toHaveLength(1);
    expect(world.refusals()).toBe(1);
  });

  test.each([1011, 1013])("comes back after a while to a server that failed with %i, with the same page", (code) => {
    world.last().events.onClose(code);
    expect(statuses.at(-1)).toBe("reconnecting");
    expect(world.lines).toHaveLength(1);
    world.pass(1_000);
    world.say(ready);
    expect([world.lines.length, statuses.at(-1)]).toEqual([2, "live"]);
    world.pass(20_000);
    expect(world.refusals()).toBe(0);
  });

  test("opens nothing after it was closed", () => {
    world.say(ready);
    client.close();
    world.last().events.onClose(1000);
    world.pass(120_000);
    expect(world.lines).toHaveLength(1);
  });
});

test("waiting grows, has an end, and is spread by chance", () => {
  expect([0, 1, 2, 20].map((attempt) => backOff(attempt, () => 0))).toEqual([200, 400, 800, 7_500]);
  expect(backOff(0, () => 1)).toBe(400);
});
