import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import WebSocket from "ws";
import type { Access } from "#lib/domain/session/access.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
type Frame = { type: string; entry?: { type: string; sequence: number } } & Record<string, unknown>;

let world: World;
const sockets: WebSocket[] = [];
beforeEach(async () => {
  world = await startLiveWorld();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await world.close();
});

const [ada, bob] = [randomUUID(), randomUUID()];
const GUIDE = "agent-guide";
const SECRET = "secret-8d1f";

const started = (conversationId: string, agentId: string): FeedFact => ({
  type: "conversation.started",
  conversationId,
  conversation: { conversationId, agentId, slug: agentId, messageCount: 0, lastMessageAt: null },
});
const turn = (conversationId: string, turnId: string): FeedFact => ({
  ...{ type: "turn.started", conversationId, turnId, epoch: 1, part: 0, model: null },
});
const sharedTalk = (conversationId: string): Access => ({
  kind: "shared",
  roles: { [GUIDE]: "observer" },
  conversations: { [conversationId]: "observer" },
});

/** A session of Ada's with a conversation that Bob sees, and one that he does not. */
function begin() {
  const sessionId = world.newSession(ada);
  const [talk, hidden] = [randomUUID(), randomUUID()];
  const append = (...facts: FeedFact[]) => world.live.append(sessionId, facts, world.at);
  append(started(talk, GUIDE), started(hidden, SECRET), turn(talk, "seen"), turn(hidden, `turn ${SECRET}`));
  world.live.write(sessionId, "seen", 0, "text", "Hello");
  world.live.write(sessionId, `turn ${SECRET}`, 0, "text", SECRET);
  world.share(sessionId, bob, sharedTalk(talk));
  return { sessionId, talk, hidden, append };
}

async function dial(person: string, path = "/ws/ai-stream") {
  const socket = new WebSocket(world.socketUrl + path, { headers: { authorization: `Bearer ${person}` } });
  sockets.push(socket);
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  const of = (type: string) => frames.filter((frame) => frame.type === type);
  await vi.waitFor(() => expect(of("ready")).toHaveLength(1));
  return { socket, frames, of, send: (frame: unknown) => socket.send(JSON.stringify(frame)) };
}

const sequences = (frames: Frame[]) => frames.flatMap(({ entry }) => entry?.sequence ?? []);
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe("someone who sees one conversation of a session", () => {
  test("gets the rest as hidden entries over the socket, in replay and live, and no text of it", async () => {
    const { sessionId, talk, hidden, append } = begin();
    const mine = await dial(bob);
    const owners = await dial(ada);
    for (const one of [mine, owners]) one.send({ type: "subscribe", sessionId, after: 0 });
    await vi.waitFor(() => expect(mine.of("delta")).toHaveLength(1));
    append({ type: "state.stored", key: SECRET, stateId: "s", workflowId: null });
    world.live.write(sessionId, `turn ${SECRET}`, 0, "text", SECRET);
    world.live.write(sessionId, "seen", 0, "text", " there");
    append({ type: "session.renamed", title: "Tax" });
    await vi.waitFor(() => expect(mine.frames.at(-1)?.entry?.type).toBe("session.renamed"));
    expect(sequences(mine.of("entry"))).toEqual(upTo(7));
    expect(mine.of("entry").map(({ entry }) => entry?.type)).toEqual([
      ...["session.created", "conversation.started", "hidden", "turn.started", "hidden", "hidden", "session.renamed"],
    ]);
    expect(mine.of("delta").map(({ delta }) => (delta as { text: string }).text)).toEqual(["Hello", " there"]);
    expect(JSON.stringify(mine.frames)).not.toContain(SECRET);
    expect(JSON.stringify(mine.frames)).not.toContain(hidden);
    expect(JSON.stringify(mine.frames)).toContain(talk);
    await vi.waitFor(() => expect(sequences(owners.of("entry"))).toEqual(upTo(7)));
    expect(JSON.stringify(owners.frames)).toContain(SECRET);
  });

  test("gets the same as server-sent events, also from a later point", async () => {
    const { sessionId, append } = begin();
    append(
      { type: "state.stored", key: SECRET, stateId: "s", workflowId: null },
      { type: "session.renamed", title: "Tax" },
    );
    for (const [after, ids] of [
      [0, upTo(7)],
      [3, [4, 5, 6, 7]],
    ] as const) {
      const leave = new AbortController();
      const response = await fetch(`${world.origin}/api/sessions/${sessionId}/events?after=${after}`, {
        headers: { authorization: `Bearer ${bob}` },
        signal: leave.signal,
      });
      let text = "";
      const reading = (async () => {
        for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
      })().catch(() => {});
      await vi.waitFor(() => expect(text).toContain("event: delta"));
      expect([...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]))).toEqual(ids);
      expect(text).toContain('event: hidden\ndata: {"type":"hidden","sequence":6}');
      expect(text).not.toContain(SECRET);
      leave.abort();
      await reading;
    }
  });

  test("gets a conversation that begins with an agent of theirs, from its first entry on", async () => {
    const { sessionId, append } = begin();
    const mine = await dial(bob);
    mine.send({ type: "subscribe", sessionId, after: 0 });
    await vi.waitFor(() => expect(mine.of("entry")).toHaveLength(5));
    append(started("another", GUIDE), turn("another", "next"));
    world.live.write(sessionId, "next", 0, "text", "New");
    await vi.waitFor(() => expect(mine.of("delta").at(-1)?.delta).toMatchObject({ text: "New" }));
    expect(
      mine
        .of("entry")
        .slice(5)
        .map(({ entry }) => entry?.type),
    ).toEqual(["conversation.started", "turn.started"]);
  });
});

test("a session that is deleted for good ends every subscription to it, its owner's too, and no other", async () => {
  const { sessionId } = begin();
  const stays = world.newSession(ada);
  const [mine, owners] = [await dial(bob), await dial(ada)];
  for (const one of [mine, owners]) one.send({ type: "subscribe", sessionId, after: 0 });
  owners.send({ type: "subscribe", sessionId: stays, after: 0 });
  await vi.waitFor(() => expect(owners.of("subscribed")).toHaveLength(2));
  await vi.waitFor(() => expect(mine.of("subscribed")).toHaveLength(1));
  world.erase(sessionId);
  for (const one of [mine, owners])
    await vi.waitFor(() => expect(one.of("error")).toMatchObject([{ problem: { status: 404, sessionId } }]));
  expect([world.live.subscribers(sessionId), world.live.subscribers(stays)]).toEqual([0, 1]);
});

describe("a role that is taken away", () => {
  test("ends the subscription of an open socket at once, with the answer that a stranger gets", async () => {
    const { sessionId } = begin();
    const own = world.newSession(bob);
    const mine = await dial(bob);
    for (const id of [sessionId, own]) mine.send({ type: "subscribe", sessionId: id, after: 0 });
    await vi.waitFor(() => expect(mine.of("subscribed")).toHaveLength(2));
    world.share(sessionId, bob, null);
    await vi.waitFor(() => expect(mine.of("error")).toHaveLength(1));
    const stranger = await dial(randomUUID());
    stranger.send({ type: "subscribe", sessionId, after: 0 });
    await vi.waitFor(() => expect(stranger.of("error")).toHaveLength(1));
    const told = ({ problem }: Frame) => ({ ...(problem as object), requestId: undefined });
    expect(mine.of("error").map(told)).toEqual(stranger.of("error").map(told));
    const before = mine.of("entry").length;
    world.live.append(sessionId, [{ type: "session.renamed", title: "Gone" }], world.at);
    world.live.write(sessionId, "seen", 0, "text", "more");
    world.live.append(own, [{ type: "session.renamed", title: "Mine" }], world.at);
    await vi.waitFor(() => expect(mine.of("entry")).toHaveLength(before + 1));
    expect(JSON.stringify(mine.frames)).not.toContain("Gone");
    expect(world.live.subscribers(sessionId)).toBe(0);
    expect(mine.socket.readyState).toBe(WebSocket.OPEN);
  });

  test("ends a stream of events", async () => {
    const { sessionId } = begin();
    const response = await fetch(`${world.origin}/api/sessions/${sessionId}/events`, {
      headers: { authorization: `Bearer ${bob}` },
    });
    const reading = response.text();
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(1));
    world.share(sessionId, bob, null);
    expect(await reading).not.toContain(SECRET);
  });

  test("is noticed though it goes while the subscription is being made", async () => {
    const { sessionId, talk } = begin();
    const { head } = world.services.ports.sessions;
    let asked = 0;
    world.services.ports.sessions.head = async (viewer, id) => {
      const found = await head(viewer, id);
      if (++asked === 1) world.share(sessionId, bob, null);
      return found;
    };
    const mine = await dial(bob);
    mine.send({ type: "subscribe", sessionId, after: 0 });
    await vi.waitFor(() => expect(mine.of("error")).toHaveLength(1));
    expect(JSON.stringify(mine.frames)).not.toContain(talk);
  });
});

test("a role that changes tells an open socket to read the session anew, and the sidebar its list", async () => {
  const { sessionId, talk } = begin();
  const mine = await dial(bob);
  mine.send({ type: "subscribe", sessionId, after: 0 });
  await vi.waitFor(() => expect(mine.of("subscribed")).toHaveLength(1));
  world.share(sessionId, bob, { kind: "shared", roles: { [GUIDE]: "shared" }, conversations: { [talk]: "shared" } });
  await vi.waitFor(() => expect(mine.of("reload")).toEqual([{ type: "reload", sessionId }]));
  await vi.waitFor(() =>
    expect(mine.of("workspace")).toContainEqual({ type: "workspace", fact: { kind: "sessions" } }),
  );
  world.live.append(sessionId, [{ type: "session.renamed", title: "On" }], world.at);
  await vi.waitFor(() => expect(mine.of("entry").at(-1)?.entry).toMatchObject({ title: "On" }));
});

test("the sidebar of an assigned person follows the owner's sessions as far as they may be seen", async () => {
  const { sessionId } = begin();
  const mine = await dial(bob);
  const other = world.newSession(ada);
  const owners = await dial(ada);
  const change = () => {
    for (const id of [sessionId, other]) world.live.append(id, [{ type: "session.renamed", title: "On" }], world.at);
  };
  await vi.waitFor(() => {
    change();
    expect(mine.of("workspace")).not.toEqual([]);
  });
  await vi.waitFor(() => expect(JSON.stringify(owners.of("workspace"))).toContain(other));
  expect(JSON.stringify(mine.of("workspace"))).toContain(sessionId);
  expect(JSON.stringify(mine.of("workspace"))).not.toContain(other);
});
