import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

const WORDS = 40;
const APART_MS = 15;
const USAGE = { prompt_tokens: 100, completion_tokens: WORDS, total_tokens: 100 + WORDS };

/** What a model says that takes its time, word by word. */
export const PACED = Array.from({ length: WORDS }, (_, n) => `word${n}`).join(" ");

/** A model behind the OpenAI wire that takes half a second for each answer and says what it has used. */
export async function startPacedModel(price: { input: number; output: number }) {
  let asked = 0;
  let held: Promise<void> | undefined;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    void speak(response, () => held).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    config: {
      ...{ name: "Paced", provider: "openai-compatible", model: "m", apiKey: "sk-test", price },
      ...{ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, scope: "workspace" },
      isDefault: true,
    },
    /** What an answer costs, in micro-dollars. */
    cost: USAGE.prompt_tokens * price.input + USAGE.completion_tokens * price.output,
    /** From now on it falls silent in the middle of each answer, until it may go on. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return resolve;
    },
    /** How often it was asked. */
    asked: () => asked,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function speak(response: ServerResponse, held: () => Promise<void> | undefined): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (more: object): void =>
    void response.write(
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", model: "m", ...more })}\n\n`,
    );
  for (const [n, word] of PACED.split(" ").entries()) {
    const delta = { content: n === 0 ? word : ` ${word}` };
    send({ choices: [{ index: 0, delta, finish_reason: null }] });
    await delay(APART_MS);
    if (n === WORDS / 2) await held();
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  send({ choices: [], usage: USAGE });
  response.end("data: [DONE]\n\n");
}
