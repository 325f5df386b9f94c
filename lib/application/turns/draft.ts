import type { Json } from "#lib/domain/json.ts";
import type { MessagePart, ToolCallPart, Usage } from "#lib/domain/session/parts.ts";
import { storableJson, storableText } from "#lib/domain/storable-json.ts";
import type { LiveText, TurnProgress } from "../ports/turns.ts";
import { type Carried, mergeOptions } from "./carried.ts";

/** A call that the model has made in an iteration; `part` is its place in the message. */
export interface DraftCall {
  index: number;
  part: number;
  call: ToolCallPart;
}

/** The assistant message as it grows: what is committed, then what the open iteration writes. */
export interface Draft {
  readonly parts: MessagePart[];
  usage: Usage;
  /** Parts before this one are committed. */
  committed: number;
  /** What the models that wrote it want to be told again. */
  readonly carried: readonly Carried[];
  /** Who writes now. */
  writer: Carried["by"];
  write(kind: "text" | "reasoning", text: string): void;
  /** The next text or reasoning is a part of its own. */
  breakPart(): void;
  call(toolCallId: string, tool: string, input: Json, options?: Carried["options"]): void;
  /** The open part's provider wants to be told this with it again; `begins` a part where none is written yet. */
  carry(kind: "text" | "reasoning", options: Carried["options"], begins: boolean): void;
  /** Says something below what was written. */
  note(notice: Extract<MessagePart, { type: "notice" }>): void;
  /** Drops what is not committed. */
  rewind(): void;
  /** Calls of the open iteration. */
  calls(): DraftCall[];
  settle(part: number, end: Pick<ToolCallPart, "state" | "output" | "error" | "startedAt" | "endedAt">): void;
}

/** A draft that goes on after the committed iterations, with the calls' results where they have settled. */
export function createDraft({ iterations, toolCalls, answers }: TurnProgress, live: Pick<LiveText, "append">): Draft {
  const parts: MessagePart[] = [];
  let carried: Carried[] = [];
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };
  for (const iteration of iterations) {
    let index = 0;
    for (const one of iteration.carried ?? []) carried.push({ ...one, part: one.part + parts.length });
    for (const part of iteration.parts) {
      const known = part.type === "tool-call" ? callOf(toolCalls, iteration.n, index++) : undefined;
      parts.push(part.type === "tool-call" && known ? { ...withState(part, known), ...answerTo(part, answers) } : part);
    }
    if (iteration.usage) usage = addUsage(usage, iteration.usage);
  }
  let fresh = true;
  /** Half of a surrogate pair: it waits for the other half, since neither can be stored alone. */
  let half = "";
  return {
    parts,
    usage,
    committed: parts.length,
    writer: { configId: null, model: "" },
    get carried() {
      return carried;
    },
    write(kind, delta) {
      const open = fresh ? undefined : parts.at(-1);
      const whole = open?.type === kind || fresh ? half + delta : delta;
      half = isFirstHalf(whole.charCodeAt(whole.length - 1)) ? whole.slice(-1) : "";
      const text = storableText(half ? whole.slice(0, -1) : whole);
      if (text === "") return;
      if (open?.type === kind) open.text += text;
      else parts.push({ type: kind, text });
      fresh = false;
      live.append(parts.length - 1, kind, text);
    },
    breakPart() {
      fresh = true;
      half = "";
    },
    call(toolCallId, tool, input, options) {
      this.breakPart();
      if (options) carried.push({ part: parts.length, kind: "tool-call", by: this.writer, options });
      const id = storableText(toolCallId);
      // Some servers count from zero in every answer; a question and its answer name their call by its id.
      const isTaken = parts.some((part) => part.type === "tool-call" && part.toolCallId === id);
      const call = { tool: storableText(tool), input: storableJson(input) };
      parts.push({ type: "tool-call", toolCallId: isTaken ? `${id}-${parts.length}` : id, ...call, state: "running" });
    },
    carry(kind, options, begins) {
      const part = begins || fresh ? parts.length : parts.length - 1;
      const known = begins ? undefined : carried.at(-1);
      if (known?.part === part && known.kind === kind) known.options = mergeOptions(known.options, options);
      else carried.push({ part, kind, by: this.writer, options });
    },
    note(notice) {
      this.breakPart();
      parts.push(notice);
    },
    rewind() {
      parts.length = this.committed;
      carried = carried.filter(({ part }) => part < this.committed);
      this.breakPart();
    },
    calls() {
      const calls: DraftCall[] = [];
      for (let part = this.committed; part < parts.length; part++) {
        const call = parts[part];
        if (call?.type === "tool-call") calls.push({ index: calls.length, part, call });
      }
      return calls;
    },
    settle(part, end) {
      const call = parts[part];
      if (call?.type === "tool-call") parts[part] = { ...call, ...end };
    },
  };
}

const isFirstHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** Of these a usage tells only where there are some. */
const DETAILS = ["cachedTokens", "cacheWriteTokens", "reasoningTokens", "costMicros"] as const;

export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
  };
  for (const key of DETAILS) if (a[key] || b[key]) sum[key] = (a[key] ?? 0) + (b[key] ?? 0);
  return sum;
}

type KnownCall = TurnProgress["toolCalls"][number];

export const callOf = (all: readonly KnownCall[], iteration: number, index: number): KnownCall | undefined =>
  all.find((one) => one.iteration === iteration && one.index === index);

function withState(part: ToolCallPart, known: KnownCall): ToolCallPart {
  return {
    ...part,
    state: known.state ?? "running",
    startedAt: known.startedAt,
    ...(known.endedAt ? { endedAt: known.endedAt } : {}),
    ...(known.output == null ? {} : { output: known.output }),
    ...(known.error ? { error: known.error } : {}),
  };
}

function answerTo({ toolCallId }: ToolCallPart, answers: TurnProgress["answers"]): Pick<ToolCallPart, "answered"> {
  const end = answers.find((one) => one.toolCallId === toolCallId);
  return end?.responderId ? { answered: { by: end.responderId, at: end.endedAt } } : {};
}
