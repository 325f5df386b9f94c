import { randomUUID } from "node:crypto";
import { readUIMessageStream, type UIMessage, WebSocketChatTransport } from "ai";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import { message, startLiveWorld } from "#lib/testing/live-world.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";

type World = Awaited<ReturnType<typeof startLiveWorld>>;
let world: World;
beforeEach(async () => {
  world = await startLiveWorld();
});
afterEach(() => world.close());

const ada = randomUUID();

class SignedIn extends WebSocket {
  constructor(url: string | URL) {
    super(url, { headers: { authorization: `Bearer ${ada}` } });
  }
}

const transport = (): WebSocketChatTransport<UIMessage> =>
  new WebSocketChatTransport({
    url: `${world.socketUrl}/ws/ai-stream?frames=ui-stream`,
    webSocket: SignedIn as never,
    body: { agent: "guide" },
  });

const request = (text: string, body: object = {}) => ({
  chatId: "my-chat",
  messages: [{ id: "m1", role: "user" as const, parts: [{ type: "text" as const, text }] }],
  trigger: "submit-message" as const,
  messageId: undefined,
  abortSignal: undefined,
  body,
});

async function send(text: string, over = transport()) {
  const stream = await over.sendMessages(request(text));
  await vi.waitFor(() => expect(running()).toBeDefined());
  return stream;
}

function running() {
  const [sessionId = ""] = world.live.sessions();
  const entry = world.live.feedAfter(sessionId, 0, 1e6).findLast((one) => one.type === "turn.started");
  return entry?.type === "turn.started" ? { ...entry, sessionId } : undefined;
}

function finish(text: string) {
  const turn = running();
  if (!turn) throw new Error("No turn runs.");
  const { sessionId, turnId, conversationId } = turn;
  const settled = message({ id: turnId, conversationId, status: "complete", parts: [{ type: "text", text }] });
  world.live.append(sessionId, [{ type: "turn.completed", turnId, conversationId, message: settled }], world.at);
}

async function read(stream: Awaited<ReturnType<typeof send>>) {
  let last: UIMessage | undefined;
  for await (const one of readUIMessageStream({ stream, terminateOnError: true })) last = one;
  return last?.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

describe("the AI SDK's WebSocket chat transport", () => {
  it("sends a message and reads its answer", async () => {
    const stream = await send("hi");
    const turn = running();
    world.live.write(turn?.sessionId ?? "", turn?.turnId ?? "", 0, "text", "Hel");
    world.live.write(turn?.sessionId ?? "", turn?.turnId ?? "", 0, "text", "lo");
    finish("Hello");
    expect(await read(stream)).toBe("Hello");
  });

  it("resumes a running answer from its beginning, and learns that none runs", async () => {
    await send("hi");
    const turn = running();
    world.live.write(turn?.sessionId ?? "", turn?.turnId ?? "", 0, "text", "Once upon");
    const resumed = await transport().reconnectToStream({ chatId: "my-chat" });
    if (!resumed) throw new Error("Nothing to resume.");
    finish("Once upon a time");
    expect(await read(resumed)).toBe("Once upon a time");
    expect(await transport().reconnectToStream({ chatId: "my-chat" })).toBeNull();
  });

  it("counts for the agent of its answer while that is written", async () => {
    const byAgent = () => world.services.connections.statistics(world.workspaceId).byAgent;
    const stream = await send("hi");
    expect(byAgent()).toEqual({ guide: 1 });
    finish("Hello");
    await read(stream);
    expect(byAgent()).toEqual({});
  });

  it("is not told to leave a server that drains before its answer has ended", async () => {
    const stream = await send("hi");
    world.services.connections.leaveFollowers();
    finish("Hello");
    expect(await read(stream)).toBe("Hello");
  });

  it.each([
    ["is no frame", { llmConfigId: "not-a-uuid" }, "body.llmConfigId"],
    ["is one too many", {}, "2 calls a minute"],
  ])("hears in words why a request is refused that %s, and its other answers go on", async (_name, body, words) => {
    await world.close();
    world = await startLiveWorld(testLimits(Object.keys(body).length > 0 ? {} : { "calls-per-key": 2 }));
    const shared = transport();
    const answer = await send("hi", shared);
    const refused = await shared.sendMessages(request("and this", body));
    await expect(read(refused)).rejects.toThrow(words);
    finish("Hello");
    expect(await read(answer)).toBe("Hello");
  });

  it("hears in words why a message is refused", async () => {
    const stream = await transport().sendMessages({
      chatId: "my-chat",
      messages: [{ id: "m1", role: "assistant", parts: [] }],
      trigger: "submit-message",
      messageId: undefined,
      abortSignal: undefined,
    });
    await expect(read(stream)).rejects.toThrow(/^The last message must be the user's/);
  });
});
