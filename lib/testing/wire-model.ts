import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ChatCompletionRequest, type FixtureResponse, LLMock } from "@copilotkit/aimock";
import { refusalOf } from "./openai-rules.ts";

/** A call of this turn and what the model was told of it: JSON where it is some, else the text of an error. */
export interface ToldCall {
  name: string;
  input: string;
  result: unknown;
}

/** What a model reads in a request, whichever wire it came by. */
export interface Reading {
  system: string;
  /** Names of the tools on offer. */
  tools: readonly string[];
  /** The person's last message. */
  said: string;
  /** The calls after that message, in order. */
  calls: readonly ToldCall[];
  request: ChatCompletionRequest;
}

/** What it answers: words, or calls `[tool, input]` with words before them. Input that is a string is sent as it is. */
export type Reply = string | { say?: string; calls: [tool: string, input: object | string][] };

/** A model as code: it knows nothing but what stands in the request, as a real one. */
export type Student = (reading: Reading) => Reply;

export const readingOf = (request: ChatCompletionRequest): Reading => {
  const { messages, tools = [] } = request;
  const textOf = (content: unknown): string =>
    typeof content === "string" ? content : ((content ?? []) as { text?: string }[]).map(({ text }) => text).join("");
  const last = messages.findLastIndex(({ role }) => role === "user");
  const turn = messages.slice(last + 1);
  const results = new Map(turn.map((one) => [one.tool_call_id, textOf(one.content)]));
  return {
    request,
    system: textOf(messages.find(({ role }) => role === "system" || (role as string) === "developer")?.content),
    tools: tools.map((tool) => tool.function.name),
    said: textOf(messages[last]?.content),
    calls: turn
      .flatMap((one) => one.tool_calls ?? [])
      .map(({ id, function: { name, arguments: input } }) => ({ name, input, result: parsed(results.get(id)) })),
  };
};

/** The Responses wire has an error in an object, the other one its words alone. */
function parsed(text = ""): unknown {
  try {
    const told = JSON.parse(text);
    return typeof told?.error === "string" ? told.error : told;
  } catch {
    return text;
  }
}

/** A student's answer as the fake server sends it. */
export function answerOf(student: Student, chat: ChatCompletionRequest): FixtureResponse {
  const reply = student(readingOf(chat));
  if (typeof reply === "string") return { content: reply };
  const toolCalls = reply.calls.map(([name, input]) => ({
    name,
    arguments: typeof input === "string" ? input : JSON.stringify(input),
  }));
  return reply.say ? { content: reply.say, toolCalls } : { toolCalls };
}

/** A model on the real OpenAI wires, behind a door that refuses what OpenAI refuses. */
export async function createWireModel() {
  const mock = new LLMock({ port: 0, host: "127.0.0.1" });
  await mock.start();
  /** Every request, and why it was refused. */
  const requests: { path: string; body: Record<string, unknown>; refusal: string | null }[] = [];

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const sent = await buffer(incoming);
    const { method, headers, url: path = "" } = incoming;
    const body = JSON.parse(sent.toString());
    const refusal = refusalOf(path, body);
    requests.push({ path, body, refusal });
    if (refusal) {
      outgoing.writeHead(400, { "content-type": "application/json" });
      outgoing.end(JSON.stringify({ error: { message: refusal, type: "invalid_request_error" } }));
      return;
    }
    const call = request(`${mock.url}${path}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    call.on("error", () => outgoing.destroy());
    outgoing.on("close", () => call.destroy());
    call.end(sent);
  }

  const door = createServer((incoming, outgoing) => void pass(incoming, outgoing).catch(() => outgoing.destroy()));
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}/v1`,
    requests,
    behaves(student: Student): void {
      mock.clearFixtures().on({}, (chat) => answerOf(student, chat));
    },
    async stop(): Promise<void> {
      door.closeAllConnections();
      door.close();
      await mock.stop();
    },
  };
}
