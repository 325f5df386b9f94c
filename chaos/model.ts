import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as provider from "#lib/testing/misbehaving-provider.ts";

const WORDS = 40;
const MS_PER_WORD = 15;

/** Word i of a model: its letter and i, so that a text that two models have written is found out. */
const wordsOf = (letter: string, count = WORDS): string[] =>
  Array.from({ length: count }, (_, i) => `${letter}${i.toString(16).padStart(3, "0")} `);

/** The whole answer of a model, and what it writes before it fails. */
export const answerOf = (model: string): string => wordsOf(letterOf(model)).join("");
const begunBy = (model: string): string => wordsOf(letterOf(model), WORDS / 2).join("");

const letterOf = (model: string): string => model.slice(-1);

type Behaviour = (model: string) => (answer: ServerResponse) => void;

/** What an endless model writes, as far as anybody lets it. */
export const BABBLE = "bla ".repeat(600_000);

/** Everything that a model does to us. */
export const FAULTS = {
  unauthorized: () => provider.refuses(401),
  limited: () => provider.refuses(429, {}, { "retry-after": "1" }),
  broken: () => provider.refuses(500),
  cut: (model) => provider.breaksOffAfter(begunBy(model)),
  garbled: (model) => provider.garbles(begunBy(model)),
  empty: () => provider.says(""),
  endless: () => provider.babbles,
  silent: () => provider.hangs,
  stalled: (model) => provider.hangsAfter(begunBy(model)),
} satisfies Record<string, Behaviour>;
export type Fault = keyof typeof FAULTS;

const whole: Behaviour = (model) => provider.writes(wordsOf(letterOf(model)), MS_PER_WORD);

/** What the models do with one question, in the order of the requests; from then on, and without a plan, they answer. */
export type Plan = Record<string, (Fault | "whole")[]>;

/** A question that carries its plan along, so that any number of them can be asked at once. */
export const planned = (key: string, plan: Plan): string => `@@${JSON.stringify({ key, plan })}`;

type Content = string | { text?: string }[];
interface Request {
  model: string;
  messages: { role: string; content: Content }[];
}

export interface Models {
  baseUrl: string;
  /** From now on this question is answered, whatever its plan. */
  heal(key: string): void;
  close(): void;
}

/** A provider of chat completions that does what a question's own plan says. */
export async function startModels(): Promise<Models> {
  const healed = new Set<string>();
  const asked = new Map<string, number>();
  const server = createServer(async (request, answer) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const { model, messages } = JSON.parse(body) as Request;
    const { key, plan } = planIn(messages);
    const number = asked.get(key + model) ?? 0;
    asked.set(key + model, number + 1);
    const what = (healed.has(key) ? undefined : plan[model]?.[number]) ?? "whole";
    const behave = what === "whole" ? whole : FAULTS[what];
    behave(model)(answer);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    heal: (key) => void healed.add(key),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function planIn(messages: Request["messages"]): { key: string; plan: Plan } {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  const text = typeof content === "string" ? content : content.map((part) => part.text ?? "").join("");
  const [, found] = /@@(\{.*\})/.exec(text) ?? [];
  return found ? JSON.parse(found) : { key: "", plan: {} };
}
