import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a provider does with one request. */
type Behaviour = (answer: ServerResponse) => void | Promise<void>;

const chunk = (content: string, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: "c", choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;

const begin = (answer: ServerResponse, text: string): void => {
  answer.writeHead(200, { "content-type": "text/event-stream" });
  if (text) answer.write(chunk(text));
};

/** Answers well. */
export const says =
  (text: string): Behaviour =>
  (answer) => {
    begin(answer, text);
    answer.end(`${chunk("", "stop")}data: [DONE]\n\n`);
  };
/** Answers well, a piece at a time. */
export const writes =
  (pieces: readonly string[], everyMs: number): Behaviour =>
  (answer) => {
    begin(answer, "");
    let written = 0;
    const timer = setInterval(() => {
      const piece = pieces[written++];
      if (piece !== undefined) return void answer.write(chunk(piece));
      answer.end(`${chunk("", "stop")}data: [DONE]\n\n`);
    }, everyMs);
    answer.on("close", () => clearInterval(timer));
  };
/** Calls a tool. */
export const calls =
  (text: string, name: string, input: object): Behaviour =>
  (answer) => {
    begin(answer, text);
    const call = { index: 0, id: `call-${name}`, function: { name, arguments: JSON.stringify(input) } };
    const choices = [{ delta: { tool_calls: [call] }, finish_reason: "tool_calls" }];
    answer.end(`data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`);
  };
/** Says this and ends for a reason of its own: "length", "content_filter". */
export const ends =
  (finish: string, text = ""): Behaviour =>
  (answer) => {
    begin(answer, text);
    answer.end(`${chunk("", finish)}data: [DONE]\n\n`);
  };
/** Answers well, and says of it what no provider should. */
export const claims =
  (text: string, usage: unknown): Behaviour =>
  (answer) => {
    begin(answer, text);
    answer.end(`${chunk("", "stop")}data: {"choices": [], "usage": ${JSON.stringify(usage)}}\n\ndata: [DONE]\n\n`);
  };
/** Thinks aloud and says nothing. */
export const ponders =
  (thought: string, finish = "stop"): Behaviour =>
  (answer) => {
    begin(answer, "");
    const choices = [{ delta: { reasoning_content: thought }, finish_reason: finish }];
    answer.end(`data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`);
  };
export const refuses =
  (status: number, error: object = {}, headers: Record<string, string> = {}): Behaviour =>
  (answer) => {
    answer.writeHead(status, { "content-type": "application/json", ...headers });
    answer.end(JSON.stringify({ error: { message: "No.", ...error } }));
  };
/** Says nothing at all, for ever. */
export const hangs: Behaviour = () => {};
/** Says this, then nothing any more. */
export const hangsAfter =
  (text: string): Behaviour =>
  (answer) =>
    begin(answer, text);
/** Says this and breaks off, at once or when it is told. */
export const breaksOffAfter =
  (text: string, told?: () => Promise<unknown>): Behaviour =>
  async (answer) => {
    begin(answer, text);
    await told?.();
    answer.write(": the line breaks", () => answer.destroy());
  };
export const garbles =
  (text: string): Behaviour =>
  (answer) => {
    begin(answer, text);
    answer.end(`data: {"choices": [{"delta"\n\n${chunk(" more", "stop")}data: [DONE]\n\n`);
  };
const repeats =
  (piece: string): Behaviour =>
  (answer) => {
    begin(answer, "");
    const write = (): void => {
      while (!answer.destroyed && answer.write(piece));
    };
    answer.on("drain", write);
    write();
  };
/** Never stops writing. */
export const babbles = repeats(chunk("bla ".repeat(16_000)));
/** Never stops sending, while it says little. */
export const pads = repeats(chunk("b").replace("{", `{"padding":"${"x".repeat(64_000)}",`));
/** Calls one tool after the other, some thousand times, in an answer that ends well. */
export const rings: Behaviour = (answer) => {
  begin(answer, "");
  for (let index = 0; index < 5_000; index++) {
    const call = { index, id: `call-${index}`, function: { name: "calculate", arguments: '{"expression":"1"}' } };
    answer.write(`data: ${JSON.stringify({ choices: [{ delta: { tool_calls: [call] } }] })}\n\n`);
  }
  answer.end(`${chunk("", "tool_calls")}data: [DONE]\n\n`);
};
/** Never ends a line. */
export const drones = repeats("m".repeat(64_000));

/** A provider of chat completions that does what it is told, request by request; the last one goes on for ever. */
export async function createProvider() {
  const asked: { model: string; messages: { role: string; content: unknown }[] }[] = [];
  const plans = new Map<string, Behaviour[]>();
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const call = JSON.parse(body) as (typeof asked)[number];
    asked.push(call);
    const plan = plans.get(call.model) ?? [];
    const behave = (plan.length > 1 ? plan.shift() : plan[0]) ?? refuses(404);
    await behave(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    /** Every request so far. */
    asked,
    plan: (model: string, ...behaviours: Behaviour[]): void => void plans.set(model, behaviours),
    close(): void {
      server.closeAllConnections();
      server.close();
    },
  };
}
