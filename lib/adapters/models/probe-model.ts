import { setTimeout as delay } from "node:timers/promises";
import type { LanguageModel, ModelPrompt, ModelStreamPart } from "#lib/application/ports/models.ts";
import { DomainError } from "#lib/domain/errors.ts";

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
  const { lines, done } = readScript(prompt);
  let calls = 0;
  for (const line of lines) {
    const [name = "", ...words] = line.split(/\s+/);
    if (name === "tally") {
      // Each call ends an iteration; the next one begins behind it.
      if (++calls <= done) continue;
      const input = JSON.stringify({ key: words[0] ?? "" });
      yield { type: "tool-call", toolCallId: `tally-${calls}`, toolName: "tally", input };
      return yield finish("tool-calls");
    }
    if (calls < done) continue;
    yield* play(LINES[name] ?? unknown(name), words, signal);
  }
  yield finish("stop");
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
      `The probe does not know "${name}". It knows tally, ${Object.keys(LINES).join(", ")}.`,
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

/** The lines of the last message, and how many of its calls have been made. */
function readScript(prompt: ModelPrompt): { lines: string[]; done: number } {
  const last = prompt.findLastIndex((message) => message.role === "user");
  const message = prompt[last];
  const text =
    message?.role === "user" ? message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n") : "";
  const done = prompt
    .slice(last + 1)
    .flatMap((one) => (one.role === "assistant" ? one.content : []))
    .filter((part) => part.type === "tool-call").length;
  return {
    lines: text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean),
    done,
  };
}
