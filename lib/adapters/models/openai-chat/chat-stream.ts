import {
  convertOpenAICompatibleChatUsage,
  getResponseMetadata,
  mapOpenAICompatibleFinishReason,
} from "@ai-sdk/openai-compatible/internal";
import { failedEnd, UNKNOWN_USAGE } from "#lib/adapters/models/with-timeouts.ts";
import type { ModelStreamPart } from "#lib/application/ports/models.ts";
import { malformedAnswer, streamCut } from "#lib/domain/llm/model-error.ts";
import { SseReader } from "./sse-lines.ts";
import { type ToolCallDelta, ToolCalls } from "./tool-calls.ts";

type Delta = {
  content?: string | { type: string; text?: unknown; thinking?: unknown }[] | null;
  refusal?: unknown;
  reasoning_content?: string | null;
  reasoning?: string | null;
  tool_calls?: ToolCallDelta[] | null;
};
type Choice = { delta?: Delta | null; finish_reason?: string | null };
type Chunk = {
  id?: string | null;
  created?: number | null;
  model?: string | null;
  choices?: Choice[];
  usage?: Parameters<typeof convertOpenAICompatibleChatUsage>[0];
  error?: unknown;
};
type Kind = "text" | "reasoning";

/** A server that thinks in this field wants it back beside the calls it led to; the package writes it from such a part. */
const ECHOED = { throughline: { field: "reasoning_content" } };
const IDS = { text: "txt-0", reasoning: "reasoning-0" } as const;

/**
 * Reads the bytes of a streamed chat completion into parts, all those of one piece of bytes at once; neighbouring
 * deltas of one kind become one part. After `done` nothing follows: the last part is always `finish`.
 */
export class ChatStream {
  readonly #sse = new SseReader();
  readonly #toolCalls = new ToolCalls();
  #parts: ModelStreamPart[];
  #open: Kind | undefined;
  #pendingDelta = "";
  #metadataSent = false;
  #refused = false;
  #finishReason: string | undefined;
  #usage: Chunk["usage"];
  #done = false;
  /** The connection is over: what cannot be read now was cut, not malformed. */
  #ending = false;

  constructor(warnings: Extract<ModelStreamPart, { type: "stream-start" }>["warnings"] = []) {
    this.#parts = [{ type: "stream-start", warnings }];
  }

  /** The stream has said all: what comes after is not read. */
  get done(): boolean {
    return this.#done;
  }

  push(bytes: Uint8Array): ModelStreamPart[] {
    this.#sse.push(bytes, this.#onData);
    return this.#take();
  }

  /** The end of the connection; without the model's own end before it, the answer was cut. */
  end(): ModelStreamPart[] {
    this.#ending = true;
    this.#sse.end(this.#onData);
    if (!this.#done && this.#finishReason === undefined) this.#fail(streamCut());
    else this.#finish();
    return this.#take();
  }

  /** Ends the parts with a failure, after what was read so far. */
  fail(error: unknown): ModelStreamPart[] {
    this.#fail(error);
    return this.#take();
  }

  readonly #onData = (data: string): void => {
    if (this.#done) return;
    if (data === "[DONE]") {
      this.#finish();
      return;
    }
    const chunk = parseChunk(data);
    if (chunk?.error) this.#fail(typeof chunk.error === "string" ? { message: chunk.error } : chunk.error);
    else if (!Array.isArray(chunk?.choices)) this.#fail(this.#ending ? streamCut() : malformedAnswer());
    else this.#read(chunk, chunk.choices[0]);
  };

  #read(chunk: Chunk, choice: Choice | undefined): void {
    if (!this.#metadataSent && (chunk.id || chunk.model || chunk.created)) {
      this.#metadataSent = true;
      this.#parts.push({ type: "response-metadata", ...getResponseMetadata(chunk) });
    }
    if (chunk.usage) this.#usage = chunk.usage;
    if (!choice) return;
    if (choice.finish_reason) this.#finishReason = choice.finish_reason;
    const { delta } = choice;
    if (!delta) return;
    const { reasoning_content: echoed, reasoning } = delta;
    if (typeof echoed === "string") this.#add("reasoning", echoed, ECHOED);
    else if (typeof reasoning === "string") this.#add("reasoning", reasoning);
    if (typeof delta.content === "string") this.#add("text", delta.content);
    else if (Array.isArray(delta.content)) this.#addContent(delta.content);
    if (typeof delta.refusal === "string" && delta.refusal) {
      this.#refused = true;
      this.#add("text", delta.refusal);
    }
    if (Array.isArray(delta.tool_calls)) for (const piece of delta.tool_calls) this.#addToolCall(piece);
  }

  /** Mistral streams content as parts, its thinking among them. */
  #addContent(content: Exclude<Delta["content"], string | null | undefined>): void {
    for (const { type, text, thinking } of content) {
      if (type === "text" && typeof text === "string") this.#add("text", text);
      if (type === "thinking" && Array.isArray(thinking))
        for (const piece of thinking) if (typeof piece?.text === "string") this.#add("reasoning", piece.text);
    }
  }

  #addToolCall(piece: ToolCallDelta): void {
    this.#flushDelta();
    if (this.#open === "reasoning") this.#close();
    this.#toolCalls.add(piece, (part) => this.#parts.push(part));
  }

  #add(kind: Kind, delta: string, providerMetadata?: typeof ECHOED): void {
    if (delta === "") return;
    if (this.#open !== kind) {
      this.#close();
      this.#open = kind;
      this.#parts.push({ type: `${kind}-start`, id: IDS[kind], ...(providerMetadata && { providerMetadata }) });
    }
    this.#pendingDelta += delta;
  }

  #flushDelta(): void {
    if (this.#open && this.#pendingDelta)
      this.#parts.push({ type: `${this.#open}-delta`, id: IDS[this.#open], delta: this.#pendingDelta });
    this.#pendingDelta = "";
  }

  #close(): void {
    this.#flushDelta();
    if (this.#open) this.#parts.push({ type: `${this.#open}-end`, id: IDS[this.#open] });
    this.#open = undefined;
  }

  #finish(): void {
    if (this.#done) return;
    this.#close();
    if (!this.#toolCalls.finish((part) => this.#parts.push(part))) {
      this.#fail(malformedAnswer());
      return;
    }
    this.#done = true;
    // Several servers end tool calls with "stop".
    const raw = this.#finishReason === "stop" && this.#toolCalls.any ? "tool_calls" : this.#finishReason;
    const unified = mapOpenAICompatibleFinishReason(raw, { hasRefusal: this.#refused });
    this.#parts.push({ type: "finish", finishReason: { unified, raw: this.#finishReason }, usage: this.#usageSoFar() });
  }

  #fail(error: unknown): void {
    if (this.#done) return;
    this.#close();
    this.#done = true;
    this.#parts.push(...failedEnd(error, this.#usageSoFar()));
  }

  #usageSoFar() {
    return this.#usage ? convertOpenAICompatibleChatUsage(this.#usage) : UNKNOWN_USAGE;
  }

  #take(): ModelStreamPart[] {
    this.#flushDelta();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}

function parseChunk(data: string): Chunk | undefined {
  try {
    return (JSON.parse(data) ?? undefined) as Chunk | undefined;
  } catch {
    return undefined;
  }
}
