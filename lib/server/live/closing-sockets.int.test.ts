import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
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
const hello = {
  type: "send",
  requestId: "r",
  id: "my-chat",
  messages: [{ id: "m", role: "user", parts: [{ type: "text", text: "hi" }] }],
  trigger: "submit-message",
};
const SOCKETS = 30;
const SESSIONS = 20;

async function connect(query = "", user = ada) {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream${query}`, {
    headers: { authorization: `Bearer ${user}` },
  });
  open.push(socket);
  await once(socket, "open");
  const ask = (frame: object): void => socket.send(JSON.stringify(frame));
  return { socket, ask };
}

/** Holds a service until the gate is opened; tells how often it has been asked. */
function holdBack<Port, Name extends keyof Port>(port: Port, name: Name) {
  const gate = Promise.withResolvers<void>();
  const serve = port[name] as (...asked: unknown[]) => unknown;
  let asked = 0;
  port[name] = (async (...given: unknown[]) => {
    asked += 1;
    await gate.promise;
    return serve(...given);
  }) as Port[Name];
  return { open: gate.resolve, asked: () => asked };
}

const nobodyIsThere = () =>
  vi.waitFor(() => expect(world.services.connections.statistics(world.workspaceId).total).toBe(0));

/** Everything that the server was about to do has been done: another client's request was answered after it. */
async function settled() {
  const { socket, ask } = await connect("?frames=ui-stream", randomUUID());
  ask({ type: "ping" });
  await once(socket, "message");
  socket.terminate();
}

const followers = () => world.live.sessions().reduce((sum, sessionId) => sum + world.live.subscribers(sessionId), 0);
const messages = (sessionId: string) =>
  world.live.feedAfter(sessionId, 0, 1e6).filter((entry) => entry.type === "message.created");

it("leaves no follower of sockets that subscribe and go at once, and does nothing that they had queued", async () => {
  const sessions = Array.from({ length: SESSIONS }, () => world.newSession(ada));
  const heads = holdBack(world.services.ports.sessions, "head");
  const clients = await Promise.all(Array.from({ length: SOCKETS }, () => connect()));
  for (const { ask } of clients) for (const sessionId of sessions) ask({ type: "subscribe", sessionId, after: 0 });
  await vi.waitFor(() => expect(heads.asked()).toBe(SOCKETS));
  for (const { socket } of clients) socket.terminate();
  await nobodyIsThere();
  heads.open();
  await settled();
  expect([followers(), heads.asked()]).toEqual([0, SOCKETS]);
});

it("does nothing in the name of a credential that has ended: no message that was queued, none that comes after", async () => {
  const sessionId = world.newSession(ada);
  const heads = holdBack(world.services.ports.sessions, "head");
  const { socket, ask } = await connect();
  ask({ type: "subscribe", sessionId, after: 0 });
  ask({ type: "message", sessionId, agent: "guide", text: "one" });
  ask({ type: "stop", sessionId, turnId: randomUUID() });
  await vi.waitFor(() => expect(heads.asked()).toBe(1));
  world.endCredential(`key of ${ada}`);
  ask({ type: "message", sessionId, agent: "guide", text: "two" });
  heads.open();
  expect((await once(socket, "close"))[0]).toBe(1008);
  await settled();
  expect([messages(sessionId), world.stopped, followers()]).toEqual([[], [], 0]);
});

it("sends no message of a socket that goes while the session for it is made", async () => {
  const made = holdBack(world.services, "createSession");
  const { socket, ask } = await connect();
  ask({ message: "hi" });
  await vi.waitFor(() => expect(made.asked()).toBe(1));
  socket.terminate();
  await nobodyIsThere();
  made.open();
  await settled();
  const [sessionId = ""] = world.live.sessions();
  expect([messages(sessionId), followers()]).toEqual([[], 0]);
});

it("follows no answer for a chat whose socket goes while its message is sent", async () => {
  const sent = holdBack(world.services, "sendMessage");
  const { socket, ask } = await connect("?frames=ui-stream");
  ask(hello);
  await vi.waitFor(() => expect(sent.asked()).toBe(1));
  socket.terminate();
  await nobodyIsThere();
  sent.open();
  await settled();
  const [sessionId = ""] = world.live.sessions();
  expect([messages(sessionId).length, followers()]).toEqual([2, 0]);
});

it("does not go on with an answer for a slow reader who goes", async () => {
  const { socket, ask } = await connect("?frames=ui-stream");
  ask(hello);
  await vi.waitFor(() => expect(followers()).toBe(1));
  const [sessionId = ""] = world.live.sessions();
  const turnId = messages(sessionId)[1]?.message.id ?? "";
  socket.pause();
  for (let n = 0; n < 200 && followers() > 0; n++) {
    world.live.write(sessionId, turnId, 0, "text", "x".repeat(100_000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(followers()).toBe(0);
  socket.terminate();
  await nobodyIsThere();
  await settled();
  expect(followers()).toBe(0);
});

it("forgets a shared session that a slow reader has to subscribe to again, whatever becomes of their role", async () => {
  const sessionId = world.newSession(randomUUID());
  const access = { kind: "shared", roles: { agent: "shared" }, conversations: {} } as const;
  world.share(sessionId, ada, access);
  const { socket, ask } = await connect();
  ask({ type: "subscribe", sessionId, after: 1 });
  await once(socket, "message");
  await vi.waitFor(() => expect(followers()).toBe(1));
  socket.pause();
  for (let n = 0; n < 200 && followers() > 0; n++) {
    world.live.append(sessionId, [{ type: "session.renamed", title: "x".repeat(100_000) }], world.at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(followers()).toBe(0);
  world.share(sessionId, ada, access);
  await settled();
  socket.terminate();
  await nobodyIsThere();
  await settled();
  expect(followers()).toBe(0);
});
