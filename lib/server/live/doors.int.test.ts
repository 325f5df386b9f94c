import { randomUUID } from "node:crypto";
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from "ai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { message, startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
let world: World;
beforeEach(async () => {
  world = await startLiveWorld();
});
afterEach(() => world.close());

const ada = randomUUID();
const rename = (title: string) => ({ type: "session.renamed", title }) as const;

const ask = (path: string, init: RequestInit = {}) =>
  fetch(world.origin + path, { ...init, headers: { authorization: `Bearer ${ada}`, ...init.headers } });
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(path, { method: "POST", body: JSON.stringify(body), headers: { accept: "text/event-stream", ...headers } });

/** Reads an event stream as it comes. */
function listen(response: Response) {
  const events: Record<string, string>[] = [];
  let rest = "";
  const done = (async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks)
        events.push(Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s).slice(0, 2))));
    }
  })().catch(() => {});
  const facts = () => events.filter((event) => event.data);
  return { events, facts, done, seen: (count: number) => vi.waitFor(() => expect(facts().length).toBe(count)) };
}

const open = async (path: string, headers: Record<string, string> = {}) => {
  const leave = new AbortController();
  const response = await ask(path, { headers, signal: leave.signal });
  return { ...listen(response), response, leave: () => leave.abort() };
};

describe("GET /api/sessions/{sessionId}/events", () => {
  it("gives feed entries with ids, text without, from Last-Event-ID or ?after= on", async () => {
    const sessionId = world.newSession(ada);
    world.live.append(sessionId, [rename("a"), rename("b")], world.at);
    const stream = await open(`/api/sessions/${sessionId}/events?after=1`);
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    await stream.seen(2);
    const { turnId, conversationId } = begin(sessionId);
    world.live.write(sessionId, turnId, 0, "text", "Hello");
    await stream.seen(4);
    expect(stream.facts().map(({ id, event }) => [id, event])).toEqual([
      ["2", "session.renamed"],
      ["3", "session.renamed"],
      ["4", "turn.started"],
      [undefined, "delta"],
    ]);
    expect(JSON.parse(stream.facts()[0]?.data ?? "")).toMatchObject({
      sequence: 2,
      type: "session.renamed",
      title: "a",
    });
    expect(JSON.parse(stream.facts()[3]?.data ?? "")).toEqual({
      turnId,
      messageId: turnId,
      conversationId,
      epoch: 1,
      part: 0,
      kind: "text",
      offset: 0,
      text: "Hello",
    });
    stream.leave();

    const again = await open(`/api/sessions/${sessionId}/events?after=1`, { "last-event-id": "3" });
    await again.seen(2);
    expect(again.facts().map(({ id, event }) => [id, event])).toEqual([
      ["4", "turn.started"],
      [undefined, "delta"],
    ]);
    again.leave();
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(0));
  });

  it("begins at the end for one who claims to know more than there is", async () => {
    const sessionId = world.newSession(ada);
    const stream = await open(`/api/sessions/${sessionId}/events`, { "last-event-id": "900000000000000" });
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(1));
    world.live.append(sessionId, [rename("a")], world.at);
    await stream.seen(1);
    expect(stream.facts()[0]).toMatchObject({ id: "2" });
    stream.leave();
  });

  it("says what a take-over voids", async () => {
    const sessionId = world.newSession(ada);
    const { turnId, conversationId } = begin(sessionId);
    const stream = await open(`/api/sessions/${sessionId}/events?after=2`);
    world.live.append(
      sessionId,
      [{ type: "turn.started", turnId, conversationId, epoch: 2, part: 1, model: null }],
      world.at,
    );
    await stream.seen(2);
    expect(stream.facts().map(({ id, event }) => [id, event])).toEqual([
      ["3", "turn.started"],
      [undefined, "rewind"],
    ]);
    expect(JSON.parse(stream.facts()[1]?.data ?? "")).toMatchObject({ turnId, epoch: 2, part: 1, offset: 0 });
    stream.leave();
  });

  it("gives a reader who was too slow everything once it reads again", async () => {
    const sessionId = world.newSession(ada);
    const response = await ask(`/api/sessions/${sessionId}/events?after=1`);
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(1));
    const line = "x".repeat(100_000);
    for (let sent = 0; sent < 300; sent++) world.live.append(sessionId, [rename(line)], world.at);
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(0));
    const stream = listen(response);
    await vi.waitFor(() => expect(stream.facts().length).toBe(300));
    expect(stream.facts().map(({ id }) => Number(id))).toEqual(Array.from({ length: 300 }, (_, index) => index + 2));
    await response.body?.cancel().catch(() => {});
  });

  it.each([
    ["a foreign session", () => world.newSession(randomUUID()), "", 404],
    ["an absent session", () => randomUUID(), "", 404],
    ["no UUID", () => "42", "", 404],
    ["no sequence", () => world.newSession(ada), "?after=x", 422],
    ["a negative sequence", () => world.newSession(ada), "?after=-1", 422],
  ])("refuses %s", async (_name, sessionId, query, status) => {
    const response = await ask(`/api/sessions/${sessionId()}/events${query}`);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("needs a sign-in", async () => {
    expect((await fetch(`${world.origin}/api/sessions/${randomUUID()}/events`)).status).toBe(401);
  });
});

describe("GET /api/events", () => {
  it("tells a person which of their sessions changed, others nothing, and frees everything when they leave", async () => {
    const sessionId = world.newSession(ada);
    const mine = await open("/api/events");
    const others = await open("/api/events", { authorization: `Bearer ${randomUUID()}` });
    world.live.append(sessionId, [rename("a")], world.at);
    await mine.seen(1);
    expect(mine.facts()[0]?.event).toBe("workspace");
    expect(JSON.parse(mine.facts()[0]?.data ?? "")).toMatchObject({
      type: "workspace",
      fact: { kind: "session", session: { id: sessionId } },
    });
    expect(others.facts()).toEqual([]);
    mine.leave();
    others.leave();
    await vi.waitFor(() => expect(world.services.connections.statistics(world.workspaceId).total).toBe(0));
  });

  it("needs a sign-in", async () => {
    expect((await fetch(`${world.origin}/api/events`)).status).toBe(401);
  });
});

describe("GET /api/agents/{agent}/stream", () => {
  const versions = (stream: { facts(): Record<string, string>[] }) => stream.facts().map(({ id }) => Number(id));
  const upTo = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it("gives the agent's events with their versions, then those that come", async () => {
    world.appendEvents("agent.created.v1", "agent.profile.updated.v1");
    const stream = await open("/api/agents/guide/stream");
    expect(stream.response.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.response.headers.get("x-accel-buffering")).toBe("no");
    await stream.seen(2);
    world.appendEvents("agent.archived.v1");
    await stream.seen(3);
    expect(stream.facts().map(({ id, event }) => [id, event])).toEqual([
      ["1", "agent.created.v1"],
      ["2", "agent.profile.updated.v1"],
      ["3", "agent.archived.v1"],
    ]);
    expect(JSON.parse(stream.facts()[2]?.data ?? "")).toEqual({ type: "agent.archived.v1", version: 3 });
    stream.leave();
    await vi.waitFor(() => expect(world.agent.readers.size).toBe(0));
  });

  it("goes on after Last-Event-ID, which counts more than ?after=", async () => {
    world.appendEvents(...Array(600).fill("agent.preferences.updated.v1"));
    const stream = await open("/api/agents/guide/stream?after=1", { "last-event-id": "37" });
    await stream.seen(563);
    expect(versions(stream)).toEqual(upTo(38, 600));
    stream.leave();
    const after = await open("/api/agents/guide/stream?after=598");
    await after.seen(2);
    expect(versions(after)).toEqual([599, 600]);
    after.leave();
  });

  it("holds little for a reader who is slow, and gives everything once it reads", async () => {
    const response = await ask("/api/agents/guide/stream");
    await vi.waitFor(() => expect(world.agent.readers.size).toBe(1));
    const { events } = world.services.ports.agents;
    let given = 0;
    world.services.ports.agents.events = async (...asked) => {
      const page = await events(...asked);
      given += page.length;
      return page;
    };
    const long = `agent.${"x".repeat(10_000)}`;
    for (let n = 0; n < 3_000; n++) world.appendEvents(long);
    await vi.waitFor(() => expect(given).toBeGreaterThan(0));
    expect(given).toBeLessThan(3_000);
    const stream = listen(response);
    await vi.waitFor(() => expect(stream.facts().length).toBe(3_000));
    expect(versions(stream)).toEqual(upTo(1, 3_000));
    await response.body?.cancel().catch(() => {});
  });

  it.each([
    ["an agent that is not there", "/api/agents/nobody/stream", 404],
    ["no version", "/api/agents/guide/stream?after=x", 422],
    ["what it does not know", "/api/agents/guide/stream?from=1", 422],
  ])("refuses %s", async (_name, path, status) => {
    const response = await ask(path);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("needs a sign-in", async () => {
    expect((await fetch(`${world.origin}/api/agents/guide/stream`)).status).toBe(401);
  });
});

describe("a turn as the AI SDK's stream", () => {
  it("answers a message with its turn, whole", async () => {
    const sessionId = world.newSession(ada);
    const response = await post(`/api/sessions/${sessionId}/conversations/guide/messages`, { text: "hi" });
    expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    const { turnId, conversationId } = running(sessionId);
    for (const word of ["One", " two", " three"]) world.live.write(sessionId, turnId, 0, "text", word);
    finish(sessionId, turnId, conversationId, "One two three");
    expect(textOf(await read(response))).toBe("One two three");
  });

  it("gives a reader who was too slow the whole text", async () => {
    const sessionId = world.newSession(ada);
    const response = await post(`/api/sessions/${sessionId}/conversations/guide/messages`, { text: "hi" });
    const { turnId, conversationId } = running(sessionId);
    const words = Array.from({ length: 200 }, (_, index) => `${index} ${"x".repeat(100_000)} `);
    for (const word of words) world.live.write(sessionId, turnId, 0, "text", word);
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(0));
    finish(sessionId, turnId, conversationId, words.join(""));
    expect(textOf(await read(response)) === words.join("")).toBe(true);
  });

  it("leaves JSON clients and refusals to the right answer", async () => {
    const sessionId = world.newSession(ada);
    const path = `/api/sessions/${sessionId}/conversations/guide/messages`;
    expect((await post(path, { text: "hi" }, { accept: "application/json" })).status).toBe(418);
    expect((await post(path, { text: "hi", workspaceId: "x" })).status).toBe(422);
    expect((await ask(path, { method: "POST", body: "{", headers: { accept: "text/event-stream" } })).status).toBe(400);
    expect((await post(path, { text: "x".repeat(2_000_000) })).status).toBe(413);
    const evil = { method: "POST", body: '{"text":"hi"}' };
    const headers = { accept: "text/event-stream", cookie: `user=${ada}`, origin: "https://evil.example" };
    expect((await fetch(world.origin + path, { ...evil, headers })).status).toBe(403);
    const foreign = world.newSession(randomUUID());
    expect((await post(`/api/sessions/${foreign}/conversations/guide/messages`, { text: "hi" })).status).toBe(404);
  });

  it("serves a useChat client whose ids are its own, one session per chat", async () => {
    const chat = (id: string, text: string) =>
      post("/api/chat", {
        id,
        trigger: "submit-message",
        messages: [{ id: "m1", role: "user", parts: [{ type: "text", text }] }],
      });
    const leave = await chat("chat-1", "hi");
    const [sessionId] = world.live.sessions();
    expect(sessionId).toMatch(/^[0-9a-f-]{36}$/);
    const { turnId, conversationId } = running(sessionId ?? "");
    finish(sessionId ?? "", turnId, conversationId, "Hello");
    expect(textOf(await read(leave))).toBe("Hello");
    await (await chat("chat-1", "again")).body?.cancel();
    expect(world.live.sessions()).toHaveLength(1);
  });
});

describe("GET /api/chat/{sessionId}/stream", () => {
  it("replays the running message from its beginning and goes on; 204 when nothing runs", async () => {
    const sessionId = world.newSession(ada);
    expect((await ask(`/api/chat/${sessionId}/stream`)).status).toBe(204);
    expect((await ask("/api/chat/no-such-chat/stream")).status).toBe(204);
    await (await post(`/api/sessions/${sessionId}/conversations/guide/messages`, { text: "hi" })).body?.cancel();
    const { turnId, conversationId } = running(sessionId);
    world.live.write(sessionId, turnId, 0, "text", "Once upon");
    const response = await ask(`/api/chat/${sessionId}/stream`);
    world.live.write(sessionId, turnId, 0, "text", " a time");
    const parts = [
      { type: "text", text: "Once upon a time" },
      { type: "tool-call", toolCallId: "call", tool: "search", input: {}, state: "done", output: 1 },
    ] as const;
    const settled = message({ id: turnId, conversationId, status: "complete", parts: [...parts] });
    world.live.append(sessionId, [{ type: "turn.completed", turnId, conversationId, message: settled }], world.at);
    const replayed = await read(response);
    expect(replayed?.id).toBe(turnId);
    expect(textOf(replayed)).toBe("Once upon a time");
    expect(replayed?.parts.at(-1)).toMatchObject({ type: "dynamic-tool", state: "output-available" });
    expect((await ask(`/api/chat/${sessionId}/stream`)).status).toBe(204);
  });
});

describe("an answer that is broken off", () => {
  it.each([
    ["by a restart", () => world.closeAll(), "The server restarts"],
    ["by the end of its key", () => world.endCredential(`key of ${ada}`), "Your sign-in has ended"],
  ])("%s says so: its end never passes for the end of the answer", async (_why, breakOff, words) => {
    const sessionId = world.newSession(ada);
    const { turnId } = begin(sessionId);
    world.live.write(sessionId, turnId, 0, "text", "Once upon");
    const response = await ask(`/api/chat/${sessionId}/stream`);
    breakOff();
    const [last, end] = (await response.text()).trimEnd().split("\n\n").slice(-2);
    expect(last).toContain(`data: {"type":"error","errorText":"${words}`);
    expect(end).toBe("data: [DONE]");
  });
});

describe("GET /api/connections/stats", () => {
  it("counts who is connected", async () => {
    const sessionId = world.newSession(ada);
    const stream = await open(`/api/sessions/${sessionId}/events`);
    await stream.seen(1);
    const found = await (await ask("/api/connections/stats")).json();
    expect(found).toMatchObject({ total: 1, byKind: { events: 1, websocket: 0, uiStream: 0 }, byAgent: { guide: 1 } });
    stream.leave();
  });
});

function begin(sessionId: string) {
  const [turnId, conversationId] = [randomUUID(), randomUUID()];
  const started = { type: "turn.started", turnId, conversationId, epoch: 1, part: 0, model: null } as const;
  world.live.append(sessionId, [started], world.at);
  return { turnId, conversationId };
}

/** The turn that was started last. */
function running(sessionId: string) {
  const entry = world.live.feedAfter(sessionId, 0, 1e6).findLast((one) => one.type === "turn.started");
  if (entry?.type !== "turn.started") throw new Error("No turn runs.");
  return entry;
}

function finish(sessionId: string, turnId: string, conversationId: string, text: string) {
  const settled = message({ id: turnId, conversationId, status: "complete", parts: [{ type: "text", text }] });
  world.live.append(sessionId, [{ type: "turn.completed", turnId, conversationId, message: settled }], world.at);
}

async function read(response: Response): Promise<UIMessage | undefined> {
  const { facts, done } = listen(response);
  await done;
  expect(facts().at(-1)?.data).toBe("[DONE]");
  const chunks = facts()
    .slice(0, -1)
    .map((event) => JSON.parse(event.data ?? "") as UIMessageChunk);
  let last: UIMessage | undefined;
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  for await (const one of readUIMessageStream({ stream })) last = one;
  return last;
}

const textOf = (read: UIMessage | undefined) =>
  read?.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
