import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { DomainError } from "#lib/domain/errors.ts";
import { startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
type Frame = { type: string } & Record<string, unknown>;

let world: World;
const open: WebSocket[] = [];
beforeEach(async () => {
  world = await startLiveWorld();
});
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await world.close();
});

const ada = randomUUID();

function dial(path: string, headers: Record<string, string> = { authorization: `Bearer ${ada}` }) {
  const socket = new WebSocket(world.socketUrl + path, { headers });
  open.push(socket);
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  socket.on("error", () => {});
  return {
    socket,
    frames,
    send: (frame: unknown) => socket.send(typeof frame === "string" ? frame : JSON.stringify(frame)),
    of: (type: string) => frames.filter((frame) => frame.type === type),
    seen: (type: string, count = 1) =>
      vi.waitFor(() => expect(frames.filter((frame) => frame.type === type).length).toBeGreaterThanOrEqual(count)),
    sequences: () =>
      frames.flatMap((frame) => (frame.type === "entry" ? [(frame.entry as { sequence: number }).sequence] : [])),
  };
}

async function connect(path = "/ws/ai-stream") {
  const client = dial(path);
  await client.seen("ready");
  return client;
}

async function refusal(path: string, headers: Record<string, string> = {}) {
  const { socket } = dial(path, headers);
  const [, response] = await once(socket, "unexpected-response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, problem: JSON.parse(body) };
}

const rename = (title: string) => ({ type: "session.renamed", title }) as const;

describe("who may open a socket", () => {
  it("is refused in HTTP without a sign-in, before any upgrade", async () => {
    expect(await refusal("/ws/ai-stream")).toMatchObject({ status: 401, problem: { code: "unauthenticated" } });
  });

  it.each(["/ws/elsewhere", "//", "//[/ws/ai-stream", "/?/ws/ai-stream"])("finds nothing on %s", async (path) => {
    expect(await refusal(path)).toMatchObject({ status: 404, problem: { code: "not_found" } });
  });

  it.each(["GET", "POST"])("is told what is missing when a %s comes without the upgrade", async (method) => {
    const response = await fetch(`${world.origin}/ws/ai-stream?after=1`, { method });
    expect([response.status, response.headers.get("upgrade")]).toEqual([426, "websocket"]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({
      code: "upgrade_required",
      detail: expect.stringMatching(/reverse proxy.*Upgrade.*\/api\/sessions\/\{sessionId\}\/events/),
    });
  });

  it("is refused from another site's page", async () => {
    const headers = { authorization: `Bearer ${ada}`, origin: "https://evil.example" };
    expect(await refusal("/ws/ai-stream", headers)).toMatchObject({ status: 403, problem: { code: "foreign_origin" } });
  });

  it.each([
    ["an unknown agent", "?agentSlug=nobody"],
    ["a malformed session", "?sessionId=42"],
    ["a malformed sequence", "?after=-1"],
  ])("is closed with 1008 for %s", async (_name, query) => {
    const { socket, frames } = dial(`/ws/ai-stream${query}`);
    const [code, reason] = await once(socket, "close");
    expect([code, String(reason)]).toEqual([1008, expect.stringMatching(/\w+/)]);
    expect(frames).toEqual([]);
  });

  it("is closed with 1008 for another person's session", async () => {
    const foreign = world.newSession(randomUUID());
    const [code] = await once(dial(`/ws/ai-stream?sessionId=${foreign}`).socket, "close");
    expect(code).toBe(1008);
  });

  it("makes a session of the client's choosing for its caller and follows it", async () => {
    const sessionId = randomUUID();
    const client = await connect(`/ws/ai-stream?agentSlug=guide&sessionId=${sessionId}`);
    await client.seen("subscribed");
    expect(client.of("entry")).toMatchObject([{ sessionId, entry: { type: "session.created", sequence: 1 } }]);
  });
});

describe("what a socket carries", () => {
  it("gives everything after N without a gap, then live, and says when it has caught up", async () => {
    const sessionId = world.newSession(ada);
    world.live.append(sessionId, [rename("a"), rename("b"), rename("c")], world.at);
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 2 });
    await client.seen("subscribed");
    expect(client.of("subscribed")).toEqual([{ type: "subscribed", sessionId, sequence: 4 }]);
    world.live.append(sessionId, [rename("d")], world.at);
    world.live.append(sessionId, [rename("e")], world.at);
    await client.seen("entry", 4);
    expect(client.sequences()).toEqual([3, 4, 5, 6]);
  });

  it("begins at the end for one who claims to know more, says so, and spoils it for nobody else", async () => {
    const sessionId = world.newSession(ada);
    const ahead = await connect(`/ws/ai-stream?sessionId=${sessionId}&after=900000000000000`);
    await ahead.seen("subscribed");
    const other = await connect();
    other.send({ type: "subscribe", sessionId, after: 0 });
    await other.seen("subscribed");
    world.live.append(sessionId, [rename("a"), rename("b")], world.at);
    await Promise.all([ahead.seen("entry", 2), other.seen("entry", 3)]);
    expect(ahead.of("reload")).toEqual([{ type: "reload", sessionId }]);
    expect(other.of("reload")).toEqual([]);
    expect([ahead.sequences(), other.sequences()]).toEqual([
      [2, 3],
      [1, 2, 3],
    ]);
  });

  it("reads a long past in pages and loses nothing", async () => {
    const sessionId = world.newSession(ada);
    world.live.append(
      sessionId,
      Array.from({ length: 1_999 }, (_, index) => rename(String(index))),
      world.at,
    );
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 0 });
    await client.seen("subscribed");
    expect(client.sequences()).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
  });

  it("begins again when a session is subscribed twice, and then gives everything once", async () => {
    const sessionId = world.newSession(ada);
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 0 });
    await client.seen("subscribed");
    client.send({ type: "subscribe", sessionId, after: 1 });
    await client.seen("subscribed", 2);
    world.live.append(sessionId, [rename("a")], world.at);
    await client.seen("entry", 2);
    client.send({ type: "ping" });
    await client.seen("pong");
    expect(client.sequences()).toEqual([1, 2]);
    expect(world.live.subscribers(sessionId)).toBe(1);
  });

  it("is silent about a session after unsubscribe", async () => {
    const sessionId = world.newSession(ada);
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 1 });
    client.send({ type: "unsubscribe", sessionId });
    client.send({ type: "ping" });
    await client.seen("pong");
    expect(world.live.subscribers(sessionId)).toBe(0);
  });

  it("sends a message, answers accepted, and streams the turn", async () => {
    const sessionId = world.newSession(ada);
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 1 });
    await client.seen("subscribed");
    const id = randomUUID();
    client.send({ type: "message", sessionId, agent: "guide", id, text: "hi" });
    await client.seen("accepted");
    const accepted = client.of("accepted")[0] as Frame & { turnId: string };
    expect(accepted).toMatchObject({ id, messageId: id, feedSequence: 4 });
    world.live.write(sessionId, accepted.turnId, 0, "text", "Hel");
    world.live.write(sessionId, accepted.turnId, 0, "text", "lo");
    await client.seen("delta", 2);
    expect(client.of("delta")).toMatchObject([
      { sessionId, delta: { turnId: accepted.turnId, offset: 0, text: "Hel" } },
      { sessionId, delta: { offset: 3, text: "lo" } },
    ]);
    client.send({ type: "stop", sessionId, turnId: accepted.turnId });
    await vi.waitFor(() => expect(world.stopped).toEqual([accepted.turnId]));
  });

  it("takes the short form and makes a session for it", async () => {
    const client = await connect("/ws/ai-stream?agentSlug=guide");
    client.send({ message: "hi" });
    await client.seen("accepted");
    await client.seen("entry", 4);
    expect(client.of("entry")[2]).toMatchObject({ entry: { message: { parts: [{ text: "hi" }] } } });
  });

  it("tells its person which of their sessions changed, others nothing", async () => {
    const sessionId = world.newSession(ada);
    const client = await connect();
    const other = dial("/ws/ai-stream", { authorization: `Bearer ${randomUUID()}` });
    await other.seen("ready");
    world.live.append(sessionId, [rename("a")], world.at);
    world.live.append(sessionId, [rename("b")], world.at);
    await client.seen("workspace");
    expect(client.of("workspace")).toMatchObject([{ fact: { kind: "session", session: { id: sessionId } } }]);
    expect(other.of("workspace")).toEqual([]);
  });
});

describe("what a socket stands", () => {
  it.each([
    ["no JSON", "{", "malformed_body"],
    ["no object", "[1]", "validation_failed"],
    ["an unknown frame", { type: "dance" }, "validation_failed"],
    ["an unknown field", { type: "ping", workspaceId: "x" }, "validation_failed"],
    ["a negative sequence", { type: "subscribe", sessionId: randomUUID(), after: -1 }, "validation_failed"],
    ["half a sequence", { type: "subscribe", sessionId: randomUUID(), after: 1.5 }, "validation_failed"],
    ["words for a sequence", { type: "subscribe", sessionId: randomUUID(), after: "all" }, "validation_failed"],
    ["a foreign session", { type: "subscribe", sessionId: randomUUID(), after: 0 }, "not_found"],
    ["a message to a foreign session", { type: "message", sessionId: randomUUID(), text: "x" }, "not_found"],
  ])("answers %s with a problem and stays open", async (_name, frame, code) => {
    const client = await connect();
    client.send(frame);
    await client.seen("error");
    expect(client.of("error")[0]).toMatchObject({ problem: { code, status: expect.any(Number) } });
    client.send({ type: "ping" });
    await client.seen("pong");
  });

  it("ends with 1003 for bytes and 1009 for a frame that is too large", async () => {
    const binary = await connect();
    binary.socket.send(Buffer.from([1]));
    expect((await once(binary.socket, "close"))[0]).toBe(1003);
    const large = await connect();
    large.send("x".repeat(1_100_000));
    expect((await once(large.socket, "close"))[0]).toBe(1009);
  });

  it("holds little for a slow reader: the session is dropped and the client told to read it again", async () => {
    const sessionId = world.newSession(ada);
    const client = await connect();
    client.send({ type: "subscribe", sessionId, after: 1 });
    await client.seen("subscribed");
    client.socket.pause();
    const line = "x".repeat(100_000);
    for (let sent = 0; sent < 300; sent++) world.live.append(sessionId, [rename(line)], world.at);
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(0));
    client.socket.resume();
    await client.seen("resync");
    expect(client.of("resync")).toEqual([{ type: "resync", sessionId }]);
    const got = client.sequences();
    expect(got).toEqual(Array.from({ length: got.length }, (_, index) => index + 2));
    client.send({ type: "subscribe", sessionId, after: got.at(-1) ?? 1 });
    await client.seen("subscribed", 2);
    expect(client.sequences()).toEqual(Array.from({ length: 300 }, (_, index) => index + 2));
  });

  it("ends with 1008 for one who sends without a pause", async () => {
    const client = await connect();
    const closed = once(client.socket, "close");
    for (let n = 0; n < 400; n++) client.send({ type: "ping" });
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([1008, "Send at most 50 frames a second."]);
  });

  it("stops reading a client that does not read its answers", async () => {
    const sessionId = world.newSession(ada);
    world.live.append(sessionId, Array(100).fill(rename("x".repeat(100_000))), world.at);
    const client = await connect();
    client.socket.pause();
    for (let n = 0; n < 8; n++) client.send({ type: "subscribe", sessionId, after: 0 });
    await vi.waitFor(() => expect(world.buffered()).toBeGreaterThan(1_000_000));
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.buffered()).toBeLessThan(25_000_000);
    client.send({ type: "ping" });
    client.socket.resume();
    await client.seen("pong");
  });

  it("tells a slow reader to read the list of sessions anew instead of what was missed", async () => {
    const client = await connect();
    const sessions = Array.from({ length: 12 }, () => world.newSession(ada));
    for (const sessionId of sessions) client.send({ type: "subscribe", sessionId, after: 1 });
    await client.seen("subscribed", 12);
    await client.seen("workspace", 12);
    client.socket.pause();
    for (const sessionId of sessions) world.live.append(sessionId, [rename("x".repeat(1_000_000))], world.at);
    const { summary } = world.services.ports.sessions;
    const told = new Promise<void>((resolve) => {
      world.services.ports.sessions.summary = (...asked) => summary(...asked).finally(() => setImmediate(resolve));
    });
    await told;
    expect(world.buffered()).toBeGreaterThan(1_000_000);
    client.socket.resume();
    await client.seen("workspace", 13);
    expect(client.of("workspace").slice(12)).toEqual([{ type: "workspace", fact: { kind: "sessions" } }]);
  });

  it.each([
    ["a fault of ours", new Error("The disk is on fire."), 1011, /^Something went wrong here\./],
    ["a database that is away", new DomainError("unavailable", "The database cannot be reached."), 1011, /database/],
    ["a broken secret", new DomainError("secret_unreadable", "A secret cannot be read."), 1011, /secret/],
    ["too many calls", new DomainError("rate_limited", "Try again in 3 seconds."), 1013, /3 seconds/],
    ["too many sessions", new DomainError("too_many_sessions", "Close one first."), 1008, /Close one/],
  ])("ends with the code that says whether to come back after %s", async (_name, error, expected, words) => {
    world.services.ports.sessions.head = () => Promise.reject(error);
    const { socket } = dial(`/ws/ai-stream?sessionId=${randomUUID()}`);
    const [code, reason] = await once(socket, "close");
    expect([code, String(reason)]).toEqual([expected, expect.stringMatching(words)]);
  });

  it("ends with 1008 once its key is revoked", async () => {
    const client = await connect();
    world.endCredential(`key of ${ada}`);
    expect((await once(client.socket, "close"))[0]).toBe(1008);
  });

  it("ends with 1008 when its key is revoked while it comes in, too late to be refused and too early to be told", async () => {
    const { sessions, accounts } = world.services.ports;
    const { head } = sessions;
    sessions.head = (...given) => {
      accounts.endedCredentials = async (used) => used.map(({ id }) => id);
      world.endCredential(`key of ${ada}`);
      return head(...given);
    };
    const { socket } = dial(`/ws/ai-stream?sessionId=${world.newSession(ada)}`);
    expect((await once(socket, "close"))[0]).toBe(1008);
  });

  it("says 1001 to everyone when the server goes", async () => {
    const client = await connect();
    world.closeAll();
    expect((await once(client.socket, "close"))[0]).toBe(1001);
  });

  it("serves 200 sockets of one session and frees everything when they leave", async () => {
    const sessionId = world.newSession(ada);
    const clients = await Promise.all(Array.from({ length: 200 }, () => connect()));
    for (const client of clients) client.send({ type: "subscribe", sessionId, after: 0 });
    await Promise.all(clients.map((client) => client.seen("subscribed")));
    for (let round = 0; round < 20; round++) world.live.append(sessionId, [rename(String(round))], world.at);
    await Promise.all(clients.map((client) => client.seen("entry", 21)));
    const all = Array.from({ length: 21 }, (_, index) => index + 1);
    for (const client of clients) expect(client.sequences()).toEqual(all);
    for (const client of clients) client.socket.close();
    await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(0));
  });
});
