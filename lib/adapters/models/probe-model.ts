import { setTimeout as delay } from "node:timers/promises";
import type { LanguageModel, ModelPrompt, ModelStreamPart } from "#lib/application/ports/models.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { type Call, QUESTIONS } from "./probe-questions.ts";

/** Tokens of a full-speed stream that go out together. */
const BURST = 64;
/** Paced tokens are written on this beat, so that 200 streams do not need 200 timers a token. */
const BEAT_MS = 10;

/** One line of a script, e.g. `stream 40 at 20`. */
type Emit = (part: ModelStreamPart) => void;
type Line = (words: string[], emit: Emit, signal: AbortSignal) => Promise<void> | void;

const LINES: Record<string, Line> = {
  async stream([count = "0", , rate = "0"], emit, signal) {
    const total = Number(count);
    const perSecond = Number(rate);
    const begun = performance.now();
    for (let sent = 0; sent < total; ) {
      const due = perSecond > 0 ? Math.floor(((performance.now() - begun) * perSecond) / 1_000) + 1 : sent + BURST;
      const until = Math.min(total, due);
      let delta = "";
      for (; sent < until; sent++) delta += token(sent);
      if (delta) emit({ type: "text-delta", id: "probe", delta });
      if (sent < total) await (perSecond > 0 ? delay(BEAT_MS, undefined, { signal }) : nextTurn(signal));
    }
  },
  async sleep([ms = "0"], _emit, signal) {
    await delay(Number(ms), undefined, { signal });
  },
  artifact(words, emit) {
    emit({ type: "text-delta", id: "probe", delta: `artifact ${words.join(" ")}` });
  },
  fail([how]) {
    throw new DomainError("model_unavailable", "The probe failed, as its script says.", {
      retryable: how === "retryable",
    });
  },
  reject() {
    throw new DomainError("model_refused", "The probe refused, as its script says.", { retryable: false });
  },
};

/** Token i: four hex digits of i and a space, so that lost, repeated or reordered text is provable. */
const token = (i: number): string => `${(i & 0xffff).toString(16).padStart(4, "0")} `;

const nextTurn = (signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  return new Promise((resolve) => setImmediate(resolve));
};

/** As the receipts of its messages name it. */
export const PROBE_USED = { configId: null, provider: "function", model: "probe", name: "Probe" };

/** The code of the agent `probe`, behind the interface of a model: it does what each line of the message says. */
export function createProbeModel(): LanguageModel {
  return {
    specificationVersion: "v4",
    provider: "function",
    modelId: "probe",
    supportedUrls: {},
    async doGenerate() {
      throw new DomainError("model_malformed", "The probe only streams.");
    },
    async doStream({ prompt, abortSignal }) {
      const left = new AbortController();
      const signal = abortSignal ? AbortSignal.any([abortSignal, left.signal]) : left.signal;
      return { stream: streamOf(perform(prompt, signal), left) };
    },
  };
}

/** A reader that leaves also ends the line that is being written: an endless one would fill the memory. */
function streamOf(parts: AsyncGenerator<ModelStreamPart>, left: AbortController): ReadableStream<ModelStreamPart> {
  return new ReadableStream({
    async pull(controller) {
      const next = await parts.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel() {
      left.abort();
      void parts.return(undefined);
    },
  });
}

async function* perform(prompt: ModelPrompt, signal: AbortSignal): AsyncGenerator<ModelStreamPart> {
  const { lines, results } = readScript(prompt);
  let calls = 0;
  for (const line of lines) {
    const [name = "", ...words] = line.split(/\s+/);
    const call = callOf(name, words);
    if (call) {
      // Each call ends an iteration; the next one begins behind it with what came of this one.
      const number = ++calls;
      if (number < results.length) continue;
      if (number === results.length) {
        if (name === "ask") yield { type: "text-delta", id: "probe", delta: `got: ${results[number - 1]}` };
        continue;
      }
      const input = JSON.stringify(call.input);
      yield { type: "tool-call", toolCallId: `${name}-${number}`, toolName: call.tool, input };
      return yield finish("tool-calls");
    }
    if (calls < results.length) continue;
    yield* play(LINES[name] ?? unknown(name), words, signal);
  }
  yield finish("stop");
}

/** The tool that a line calls, if it calls one. */
function callOf(name: string, words: string[]): Call | null {
  if (name === "tally") return { tool: "tally", input: { key: words[0] ?? "" } };
  if (name !== "ask") return null;
  const [kind = "", seconds] = words;
  const question = Object.hasOwn(QUESTIONS, kind) ? QUESTIONS[kind] : undefined;
  if (question) return question(seconds === undefined ? {} : { expiresInSeconds: Number(seconds) });
  throw new DomainError(
    "model_refused",
    `The probe cannot ask "${kind}". It asks ${Object.keys(QUESTIONS).join(", ")}.`,
  );
}

/** Runs a line, giving what it emits as it comes. */
async function* play(line: Line, words: string[], signal: AbortSignal): AsyncGenerator<ModelStreamPart> {
  const waiting: ModelStreamPart[] = [];
  let wake = (): void => {};
  let ended = false;
  const running = Promise.resolve(
    line(
      words,
      (part) => {
        waiting.push(part);
        wake();
      },
      signal,
    ),
  ).finally(() => {
    ended = true;
    wake();
  });
  running.catch(() => {});
  while (!ended || waiting.length > 0) {
    yield* waiting.splice(0);
    if (!ended && waiting.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await running;
}

const unknown =
  (name: string): Line =>
  () => {
    throw new DomainError(
      "model_refused",
      `The probe does not know "${name}". It knows tally, ask, ${Object.keys(LINES).join(", ")}.`,
    );
  };

const finish = (unified: "stop" | "tool-calls"): ModelStreamPart => ({
  type: "finish",
  finishReason: { unified, raw: unified },
  usage: {
    inputTokens: { total: 0, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: 0, text: undefined, reasoning: undefined },
  },
});

/** The lines of the last message, and in words what came of the calls that it has made. */
function readScript(prompt: ModelPrompt): { lines: string[]; results: string[] } {
  const last = prompt.findLastIndex((message) => message.role === "user");
  const message = prompt[last];
  const text =
    message?.role === "user" ? message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n") : "";
  const results = prompt
    .slice(last + 1)
    .flatMap((one) => (one.role === "tool" ? one.content : []))
    .flatMap((part) => (part.type === "tool-result" ? [inWords(part.output)] : []));
  return {
    lines: text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
    results,
  };
}

type ToolOutput = Extract<
  Extract<ModelPrompt[number], { role: "tool" }>["content"][number],
  { type: "tool-result" }
>["output"];

/** A person's answer itself, any other result as JSON. */
function inWords(output: ToolOutput): string {
  if (output.type !== "json") return "value" in output ? String(output.value) : output.type;
  const { value } = output;
  const said = typeof value === "object" && value !== null && "response" in value ? value.response : value;
  return typeof said === "string" ? said : JSON.stringify(said);
}
