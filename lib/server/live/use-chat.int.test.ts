import { AbstractChat, type ChatState, DefaultChatTransport, type UIMessage, WebSocketChatTransport } from "ai";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { SessionView } from "#lib/domain/session/view.ts";
import { createApiClient, createUser, streamed } from "#lib/testing/api-client.ts";
import { startServer, type TestServer } from "#lib/testing/server.ts";

/** What `useChat` of the SDK's React package holds, without React. */
class Chat extends AbstractChat<UIMessage> {
  constructor(id: string, transport: DefaultChatTransport<UIMessage> | WebSocketChatTransport<UIMessage>) {
    const state: ChatState<UIMessage> = {
      status: "ready",
      error: undefined,
      messages: [],
      pushMessage: (message) => void state.messages.push(message),
      popMessage: () => void state.messages.pop(),
      replaceMessage: (index, message) => void state.messages.splice(index, 1, message),
      snapshot: structuredClone,
    };
    super({ id, transport, state });
  }
  get text(): string {
    const parts = this.lastMessage?.role === "assistant" ? this.lastMessage.parts : [];
    return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
  }
}

let server: TestServer;
let apiKey: string;
let client: ReturnType<typeof createApiClient>;
beforeAll(async () => {
  server = await startServer({ env: { THROUGHLINE_TEST_AGENT: "1" } });
  apiKey = await createUser({ THROUGHLINE_HOME: server.home });
  client = createApiClient(server.origin, apiKey);
}, 240_000);
afterAll(() => server.stop());

const body = { agent: "probe" };
const overHttp = () =>
  new DefaultChatTransport<UIMessage>({
    api: `${server.origin}/api/chat`,
    headers: { authorization: `Bearer ${apiKey}` },
    body,
  });
const overSocket = (asked: object = {}) =>
  new WebSocketChatTransport<UIMessage>({
    url: `${server.origin}/ws/ai-stream?frames=ui-stream`,
    webSocket: class extends WebSocket {
      constructor(url: string | URL) {
        super(url, { headers: { authorization: `Bearer ${apiKey}` } });
      }
    } as never,
    body: { ...body, ...asked },
  });

describe.each([
  ["HTTP", overHttp],
  ["the SDK's WebSocket transport", () => overSocket()],
])("useChat over %s", (_name, transport) => {
  let sessionId: string;
  beforeEach(async () => {
    sessionId = await client.createSession();
  });
  const open = () => new Chat(sessionId, transport());
  const stored = async () => (await client.messages(sessionId)).at(-1);
  const view = async (): Promise<SessionView> => {
    const headers = { authorization: `Bearer ${apiKey}` };
    return (await fetch(`${server.origin}/api/sessions/${sessionId}/view`, { headers })).json();
  };
  const written = (chat: Chat, text: string) => vi.waitFor(() => expect(chat.text).toContain(text));

  it("shows exactly the stored answer, and the next one after it", async () => {
    const chat = open();
    await chat.sendMessage({ text: "stream 30 at 200" });
    expect(chat.text).toBe(streamed(30));
    await chat.sendMessage({ text: "stream 5" });
    expect(chat.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    expect([chat.status, chat.text, (await stored())?.text]).toEqual(["ready", streamed(5), streamed(5)]);
  });

  it("resumes in mid-stream from another page: the whole answer, nothing twice", async () => {
    const first = open();
    const sent = first.sendMessage({ text: "stream 60 at 10" });
    await written(first, streamed(5));
    const second = open();
    await second.resumeStream();
    await sent;
    expect([first.text, second.text]).toEqual([streamed(60), streamed(60)]);
    expect(second.messages).toHaveLength(1);
    expect(second.lastMessage?.id).toBe((await stored())?.id);
  });

  it("goes on with what the page has shown before its line was lost", async () => {
    const chat = open();
    const sent = chat.sendMessage({ text: "stream 60 at 10" });
    await written(chat, streamed(5));
    await chat.stop();
    await sent;
    expect(chat.text.length).toBeLessThan(streamed(60).length);
    await chat.resumeStream();
    expect(chat.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(chat.text).toBe(streamed(60));
  });

  it("finds nothing to resume before a message, after an answer, and in a chat that is not there", async () => {
    const chat = open();
    await chat.resumeStream();
    expect([chat.status, chat.messages]).toEqual(["ready", []]);
    await chat.sendMessage({ text: "stream 3" });
    const later = open();
    await later.resumeStream();
    expect([later.status, later.error, later.messages]).toEqual(["ready", undefined, []]);
    const absent = new Chat("no-such-chat", transport());
    await absent.resumeStream();
    expect([absent.status, absent.error]).toEqual(["ready", undefined]);
  });

  it("ends with the partial text for everyone when the answer is stopped; then nothing is left to resume", async () => {
    const [first, second] = [open(), open()];
    const sent = first.sendMessage({ text: "stream 2000 at 50" });
    await written(first, streamed(5));
    const resumed = second.resumeStream();
    await written(second, streamed(5));
    await client.stop(sessionId, first.lastMessage?.id ?? "");
    await Promise.all([sent, resumed]);
    const { status, text = "" } = (await stored()) ?? {};
    expect([status, first.text, second.text]).toEqual(["stopped", text, text]);
    const third = open();
    await third.resumeStream();
    expect(third.messages).toEqual([]);
  });

  it("has an answer written anew: the last one, a named one, and a message that never arrived", async () => {
    const chat = open();
    await chat.sendMessage({ text: "stream 3" });
    const [asked, first] = chat.messages;
    await chat.regenerate();
    const second = chat.lastMessage;
    await chat.regenerate({ messageId: second?.id ?? "" });
    expect([chat.error, chat.text, chat.messages.length]).toEqual([undefined, streamed(3), 2]);
    const answers = (await client.messages(sessionId)).filter(({ role }) => role === "assistant");
    expect(answers.map(({ id, status, text }) => [id, status, text])).toEqual(
      [first, second, chat.lastMessage].map((one) => [one?.id, "complete", streamed(3)]),
    );
    expect(new Set(answers.map(({ parentId }) => parentId)).size).toBe(1);

    const lost = new Chat(sessionId, transport());
    lost.messages = [...(asked ? [asked, chat.lastMessage as UIMessage] : [])];
    lost.messages.push({ id: "lost-on-the-way", role: "user", parts: [{ type: "text", text: "stream 4" }] });
    await lost.regenerate();
    expect([lost.error, lost.text, (await stored())?.text]).toEqual([undefined, streamed(4), streamed(4)]);
  });

  it("hears why when what is to be written anew is still being written", async () => {
    const chat = open();
    const sent = chat.sendMessage({ text: "stream 60 at 10" });
    await written(chat, streamed(5));
    const second = open();
    second.messages = chat.messages;
    await second.regenerate();
    expect(second.error?.message).toMatch(/still answering/);
    await sent;
    expect(chat.text).toBe(streamed(60));
  });

  it("ends when the answer waits for a person, and resumes whole once it goes on", async () => {
    const chat = open();
    await chat.sendMessage({ text: "stream 5\nask choice\nstream 60 at 10" });
    expect(chat.status).toBe("ready");
    expect(chat.text).toContain(streamed(5));
    const waiting = open();
    await waiting.resumeStream();
    expect(waiting.messages).toEqual([]);
    const [question] = Object.values((await view()).clientActions);
    if (!question) throw new Error("Nothing is asked.");
    await client.respond(question, "a");
    await waiting.resumeStream();
    expect(waiting.text).toBe((await stored())?.text);
    expect(waiting.text).toContain(streamed(60));
  });
});

it("an answer far back that is named is written anew", async () => {
  const chat = new Chat(await client.createSession(), overHttp());
  for (let sent = 0; sent < 26; sent++) await chat.sendMessage({ text: "stream 2" });
  const first = chat.messages[1]?.id ?? "";
  await chat.regenerate({ messageId: first });
  expect([chat.error, chat.messages.length, chat.text]).toEqual([undefined, 2, streamed(2)]);
  expect(chat.lastMessage?.id).not.toBe(first);
});

describe("stop() over the SDK's WebSocket transport that asks for `stopOnAbort`", () => {
  const stopping = () => overSocket({ stopOnAbort: true });
  const stored = async (sessionId: string) =>
    (await client.messages(sessionId)).findLast((one) => one.role === "assistant");
  const begin = async (transport = stopping()) => {
    const sessionId = await client.createSession();
    const chat = new Chat(sessionId, transport);
    const sent = chat.sendMessage({ text: "stream 2000 at 50" });
    await vi.waitFor(() => expect(chat.text).toContain(streamed(5)));
    return { sessionId, chat, sent };
  };

  it("ends the answer and keeps its text, and the next message is not refused for it", async () => {
    const { sessionId, chat, sent } = await begin();
    await chat.stop();
    await sent;
    const [first] = chat.messages.slice(-1);
    await chat.sendMessage({ text: "stream 3" });
    expect([chat.error, chat.text]).toEqual([undefined, streamed(3)]);
    const stopped = (await client.messages(sessionId)).find(({ id }) => id === first?.id);
    expect(stopped?.status).toBe("stopped");
    expect(streamed(2000)).toContain(stopped?.text);
    expect(stopped?.text).toContain(streamed(5));
  });

  it("ends an answer that another page has asked for and this one resumed", async () => {
    const { sessionId, sent } = await begin();
    const second = new Chat(sessionId, stopping());
    const resumed = second.resumeStream();
    await vi.waitFor(() => expect(second.text).toContain(streamed(5)));
    await second.stop();
    await Promise.all([sent, resumed]);
    expect((await stored(sessionId))?.status).toBe("stopped");
  });

  it("ends nothing when the line is lost, or a page that is set up twice resumes twice", async () => {
    const lost = stopping();
    const { sessionId, sent } = await begin(lost);
    lost.close();
    await sent;
    const second = new Chat(sessionId, stopping());
    const resumed = [second.resumeStream(), second.resumeStream()];
    await vi.waitFor(() => expect(second.text).toContain(streamed(20)));
    expect((await stored(sessionId))?.status).toBe("streaming");
    await second.stop();
    await Promise.all(resumed);
  });
});
