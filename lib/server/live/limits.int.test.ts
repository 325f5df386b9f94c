import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Quotas } from "#lib/domain/rate-limit.ts";
import { liveDoors } from "#lib/server/doors/live-doors.ts";
import { startLiveWorld } from "#lib/testing/live-world.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
let world: World;
const open: WebSocket[] = [];
afterEach(async () => {
  for (const socket of open.splice(0)) socket.terminate();
  await world.close();
});
const start = async (quotas: Partial<Quotas>) => {
  world = await startLiveWorld(testLimits(quotas));
};

const ada = randomUUID();
const asAda = { authorization: `Bearer ${ada}` };
const dial = (headers: Record<string, string> = asAda) => {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream`, { headers });
  socket.on("error", () => {});
  open.push(socket);
  return socket;
};
const refusal = async (socket: WebSocket) => {
  const [, response] = await once(socket, "unexpected-response");
  response.resume();
  return { status: response.statusCode, headers: response.headers };
};

it.each(liveDoors.map((door) => [`${door.method} ${door.path}`, door] as const))(
  "%s counts as a call, and is refused when none is left",
  async (_, { method, path }) => {
    await start({ "calls-per-key": 0 });
    const response = await fetch(world.origin + path.replace(/\{\w+\}/g, randomUUID()), {
      method,
      headers: { ...asAda, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([429, "rate_limited"]);
    expect(response.headers.get("retry-after")).toBe(String(problem.retryAfterSeconds));
    expect(response.headers.get("ratelimit")).toContain('"calls-per-key";r=0');
  },
);

it("an answer that streams says what is left", async () => {
  await start({ "calls-per-key": 5 });
  const stop = new AbortController();
  const response = await fetch(`${world.origin}/api/events`, { headers: asAda, signal: stop.signal });
  expect(response.headers.get("ratelimit-remaining")).toBe("4");
  stop.abort();
});

it("a socket that opens counts as a call, and is refused before it is one", async () => {
  await start({ "calls-per-key": 1 });
  await once(dial(), "open");
  const { status, headers } = await refusal(dial());
  expect(status).toBe(429);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  expect(headers.ratelimit).toContain('"calls-per-key";r=0');
});

it("sockets without a good credential are counted by their network", async () => {
  await start({ "calls-per-address": 1 });
  expect((await refusal(dial({}))).status).toBe(401);
  expect((await refusal(dial({}))).status).toBe(429);
});

it("a frame counts as the request that it stands for; signs of life do not, and the socket stays", async () => {
  await start({ "calls-per-key": 3 });
  const socket = dial();
  const frames: { type: string; problem?: { code: string; retryAfterSeconds: number } }[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  await once(socket, "open");
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  const sessionId = world.newSession(ada);
  for (let n = 0; n < 10; n++) send({ type: "ping" });
  send({ type: "subscribe", sessionId, after: 0 });
  send({ type: "message", sessionId, text: "Hello" });
  send({ type: "message", sessionId, text: "Once more" });
  send({ type: "ping" });
  await vi.waitFor(() => expect(frames.filter(({ type }) => type === "pong")).toHaveLength(11));
  expect(frames.filter(({ type }) => type === "accepted")).toHaveLength(1);
  expect(frames.filter(({ type }) => type === "error")).toMatchObject([
    { problem: { sessionId, code: "rate_limited", retryAfterSeconds: expect.any(Number) } },
  ]);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});
