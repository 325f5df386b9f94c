import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
let world: World;
const ada = randomUUID();
const headers = { authorization: `Bearer ${ada}` };

// Only the heartbeat's clock stands still; sockets are real.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  world = await startLiveWorld();
});
afterEach(async () => {
  await world.close();
  vi.useRealTimers();
});

const connected = () => world.services.connections.statistics(world.workspaceId).total;
const dial = async (options: WebSocket.ClientOptions = {}) => {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream`, { headers, ...options });
  await once(socket, "message");
  return socket;
};

it("asks every socket for a sign of life within 30 seconds and ends the one that gives none", async () => {
  const alive = await dial();
  const dead = await dial({ autoPong: false });
  const asked = [once(alive, "ping"), once(dead, "ping")];
  vi.advanceTimersByTime(30_000);
  await Promise.all(asked);
  expect(connected()).toBe(2);
  const [again, gone] = [once(alive, "ping"), once(dead, "close")];
  // What the living one has answered is read before the next beat.
  const read = once(alive, "pong");
  alive.ping();
  await read;
  vi.advanceTimersByTime(30_000);
  expect((await gone)[0]).toBe(1006);
  await again;
  expect(alive.readyState).toBe(WebSocket.OPEN);
  await vi.waitFor(() => expect(connected()).toBe(1));
  alive.terminate();
});

it("shows life in an event stream, and ends one whose reader takes nothing for two minutes", async () => {
  const sessionId = world.newSession(ada);
  const open = async () => {
    const request = get(`${world.origin}/api/sessions/${sessionId}/events?after=1`, { headers });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    response.on("error", () => {});
    return response;
  };
  const reading = await open();
  let text = "";
  reading.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  const stuck = await open();
  const closed = new Promise((resolve) => stuck.once("close", resolve));
  await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(2));
  const line = { type: "session.renamed", title: "x".repeat(6_000_000) } as const;
  world.live.append(sessionId, [line, line], world.at);
  // `vi.waitFor` moves the clock on, and with it the beats of the one that is stuck.
  while (text.length <= 12_000_000) await once(reading, "data");
  vi.advanceTimersByTime(120_000);
  await vi.waitFor(() => expect(text.endsWith(": \n\n")).toBe(true));
  expect(connected()).toBe(2);
  vi.advanceTimersByTime(15_000);
  await vi.waitFor(() => expect(connected()).toBe(1));
  stuck.resume();
  await closed;
  reading.destroy();
});
