import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { message, startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
let world: World;
beforeEach(async () => {
  world = await startLiveWorld();
});
afterEach(() => world.close());

const ada = randomUUID();
const headers = { authorization: `Bearer ${ada}` };
const PIECE = 400_000;
const PIECES = 50;

/** A client on a real connection that can stop reading, and what it has made of everything it was sent. */
interface Reader {
  pause(): void;
  resume(): void;
  /** The text on its screen; `ended` when it has been told that there is no more. */
  screen: { text: string; ended: boolean };
}

async function overSocket(sessionId: string): Promise<Reader> {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream`, { headers });
  const screen = { text: "", ended: false };
  let after = 1;
  const subscribe = () => socket.send(JSON.stringify({ type: "subscribe", sessionId, after }));
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "resync") subscribe();
    if (frame.type === "delta") screen.text = screen.text.slice(0, frame.delta.offset) + frame.delta.text;
    if (frame.type !== "entry") return;
    after = frame.entry.sequence;
    if (frame.entry.type === "turn.completed") screen.ended = true;
  });
  await once(socket, "message");
  subscribe();
  return { pause: () => socket.pause(), resume: () => socket.resume(), screen };
}

async function ask(path: string, onBlock: (block: string) => void, body?: object): Promise<IncomingMessage> {
  const call = request(world.origin + path, {
    agent: false,
    method: body ? "POST" : "GET",
    headers: { ...headers, accept: "text/event-stream" },
  });
  call.end(body && JSON.stringify(body));
  const [response] = (await once(call, "response")) as [IncomingMessage];
  let lines: string[] = [];
  response.on("error", () => {});
  createInterface({ input: response.setEncoding("utf8") }).on("line", (line) => {
    if (line !== "") return lines.push(line);
    if (lines.some((one) => one.startsWith("data: "))) onBlock(lines.join("\n"));
    lines = [];
  });
  return response;
}

async function overEvents(sessionId: string): Promise<Reader> {
  const screen = { text: "", ended: false };
  const response = await ask(`/api/sessions/${sessionId}/events?after=1`, (block) => {
    const data = JSON.parse(block.slice(block.indexOf("data: ") + 6));
    if (block.startsWith("event: delta")) screen.text = screen.text.slice(0, data.offset) + data.text;
    if (data.type === "turn.completed") screen.ended = true;
  });
  return { pause: () => response.pause(), resume: () => response.resume(), screen };
}

async function overUiStream(sessionId: string): Promise<Reader> {
  const screen = { text: "", ended: false };
  const response = await ask(`/api/chat/${sessionId}/stream`, (block) => {
    const data = block.slice(6);
    if (data === "[DONE]") screen.ended = true;
    else if (data.startsWith('{"type":"text-delta"')) screen.text += JSON.parse(data).delta;
  });
  return { pause: () => response.pause(), resume: () => response.resume(), screen };
}

async function overChatFrames(sessionId: string): Promise<Reader> {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream?frames=ui-stream`, { headers });
  const screen = { text: "", ended: false };
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    if (frame.type === "end") screen.ended = true;
    if (frame.type === "chunk" && frame.chunk.type === "text-delta") screen.text += frame.chunk.delta;
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "resume", requestId: "r", id: sessionId }));
  return { pause: () => socket.pause(), resume: () => socket.resume(), screen };
}

const ways = { overSocket, overEvents, overUiStream, overChatFrames };

it("holds a bounded number of bytes for those who do not read, delays nobody, and brings everyone to the same text", async () => {
  const sessionId = world.newSession(ada);
  const begun = await world.services.sendMessage({
    ctx: { actor: { userId: ada } } as never,
    input: { sessionId, agent: "guide", text: "hi" },
  });
  const { turnId } = begun as { turnId: string };
  const started = world.live.feedAfter(sessionId, 0, 1e6).find((entry) => entry.type === "turn.started");
  const conversationId = started?.type === "turn.started" ? started.conversationId : "";

  const stuck = await Promise.all(Object.values(ways).map((open) => open(sessionId)));
  const quick = await overSocket(sessionId);
  await vi.waitFor(() => expect(world.live.subscribers(sessionId)).toBe(5));
  world.live.write(sessionId, turnId, 0, "text", "Once ");
  for (const { screen } of [...stuck, quick]) await vi.waitFor(() => expect(screen.text).toBe("Once "));
  for (const one of stuck) one.pause();

  let text = "Once ";
  let most = 0;
  for (let n = 0; n < PIECES; n++) {
    const piece = `${n} ${"x".repeat(PIECE)} `;
    text += piece;
    world.live.write(sessionId, turnId, 0, "text", piece);
    await vi.waitFor(() => expect(quick.screen.text.length).toBe(text.length), { interval: 1 });
    most = Math.max(most, world.buffered());
  }
  expect(quick.screen.text === text).toBe(true);
  expect(world.live.subscribers(sessionId)).toBe(1);
  expect(most).toBeGreaterThan(4_000_000);
  expect(most).toBeLessThan(4 * (1024 * 1024 + 2 * PIECE));

  const parts = [{ type: "text", text }] as const;
  const settled = message({ id: turnId, conversationId, status: "complete", parts: [...parts] });
  world.live.append(sessionId, [{ type: "turn.completed", turnId, conversationId, message: settled }], world.at);
  for (const one of stuck) one.resume();
  for (const [index, { screen }] of stuck.entries()) {
    const way = Object.keys(ways)[index];
    await vi.waitFor(() => expect([way, screen.ended]).toEqual([way, true]));
  }
  // The feed's readers take the text from the settled message; a UI stream has to bring the rest itself.
  expect(stuck.slice(2).map(({ screen }) => screen.text === text)).toEqual([true, true]);
  for (const { screen } of stuck.slice(0, 2)) expect(text.startsWith(screen.text)).toBe(true);
  expect(quick.screen.ended).toBe(true);
});
