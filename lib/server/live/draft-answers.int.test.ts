import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { startLiveWorld } from "#lib/testing/live-world.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
type Frame = { type: string } & Record<string, unknown>;

let world: World;
const sockets: WebSocket[] = [];
const mia = randomUUID();
const draft = { draftId: randomUUID(), status: "draft" as const };

/** Whatever is sent becomes a draft, as a mentee's does. */
beforeEach(async () => {
  world = await startLiveWorld();
  world.services.sendMessage = async () => draft;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await world.close();
});

const post = (path: string, body: unknown) =>
  fetch(world.origin + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${mia}`, accept: "text/event-stream" },
  });
const message = { id: "m", role: "user", parts: [{ type: "text", text: "May I?" }] };
const chunks = [
  { type: "start", messageId: draft.draftId },
  { type: "data-draft", id: draft.draftId, data: draft },
  { type: "finish" },
];

test("a client that asks for a stream hears that its message waits for an approval", async () => {
  const sessionId = world.newSession(mia);
  const answer = await post(`/api/sessions/${sessionId}/conversations/guide/messages`, { text: "May I?" });
  expect([answer.status, answer.headers.get("content-type"), await answer.json()]).toEqual([
    202,
    "application/json",
    draft,
  ]);
});

test("a useChat client gets a message that holds the draft and nothing else", async () => {
  const answer = await post("/api/chat", { id: randomUUID(), messages: [message] });
  const lines = (await answer.text()).split("\n\n").filter(Boolean);
  expect(lines.pop()).toBe("data: [DONE]");
  expect(lines.map((line) => JSON.parse(line.replace("data: ", "")))).toEqual(chunks);
});

test("a socket is told the draft, in our frames and in those of the AI SDK", async () => {
  const socket = new WebSocket(`${world.socketUrl}/ws/ai-stream`, { headers: { authorization: `Bearer ${mia}` } });
  sockets.push(socket);
  const frames: Frame[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  const of = (type: string) => frames.filter((frame) => frame.type === type);
  await vi.waitFor(() => expect(of("ready")).toHaveLength(1));
  const id = randomUUID();
  socket.send(JSON.stringify({ type: "message", id, text: "May I?" }));
  await vi.waitFor(() => expect(of("accepted")).toEqual([{ type: "accepted", id, ...draft }]));
  socket.send(JSON.stringify({ type: "send", requestId: "r", id: randomUUID(), messages: [message] }));
  await vi.waitFor(() => expect(of("end")).toEqual([{ type: "end", requestId: "r" }]));
  expect(of("chunk")).toEqual(chunks.map((chunk, sequence) => ({ type: "chunk", requestId: "r", sequence, chunk })));
});
