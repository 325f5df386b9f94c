import { readUIMessageStream, type UIMessage, type UIMessageChunk, uiMessageChunkSchema } from "ai";
import { describe, expect, it } from "vitest";
import type { FeedFact, LiveItem } from "#lib/domain/session/feed.ts";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import { encodeChunks } from "./encode.ts";
import { errorText } from "./errors.ts";
import { createTurnStream } from "./turn-stream.ts";

const at = "2026-11-21T10:00:00.000Z";
const turn = { turnId: "turn", conversationId: "conversation" };
const model = { configId: null, provider: "openai", model: "gpt", name: "GPT" };
const usage = { inputTokens: 3, outputTokens: 5 };

const message = (parts: MessagePart[], over: Partial<Message> = {}): Message => ({
  id: "turn",
  conversationId: "conversation",
  sequence: 2,
  parentId: null,
  role: "assistant",
  parts,
  status: "complete",
  authorId: null,
  model,
  usage,
  orchestratorContext: null,
  error: null,
  createdAt: at,
  ...over,
});

let sequence = 0;
const entry = (fact: FeedFact): LiveItem => ({ kind: "entry", entry: { ...fact, sequence: ++sequence, at } });
const text = (
  part: number,
  offset: number,
  value: string,
  over: { epoch?: number; kind?: "text" | "reasoning" } = {},
) =>
  ({
    kind: "delta",
    delta: { ...turn, messageId: "turn", epoch: 1, part, kind: "text", offset, text: value, ...over },
  }) as const satisfies LiveItem;
const started = (epoch = 1, part = 0) => entry({ type: "turn.started", ...turn, epoch, part, model });
const toolStarted = (part: number, toolCallId = "call") =>
  entry({ type: "tool.started", ...turn, part, toolCallId, tool: "search", input: { q: "x" }, startedAt: at });
const toolSettled = (part: number, toolCallId = "call") =>
  entry({
    type: "tool.settled",
    ...turn,
    part,
    toolCallId,
    tool: "search",
    state: "done",
    output: { hits: 2 },
    endedAt: at,
  });
const toolPart = (toolCallId = "call"): MessagePart => ({
  type: "tool-call",
  toolCallId,
  tool: "search",
  input: { q: "x" },
  state: "done",
  output: { hits: 2 },
});
const completed = (parts: MessagePart[]) => entry({ type: "turn.completed", ...turn, message: message(parts) });

function run(items: LiveItem[], parts?: MessagePart[]): UIMessageChunk[] {
  const stream = createTurnStream(turn);
  return [...stream.start(parts), ...items.flatMap((item) => stream.push(item))];
}

/** What a `useChat` client makes of the chunks: the AI SDK's own reader and its own schema. */
async function read(chunks: UIMessageChunk[]): Promise<UIMessage | undefined> {
  const schema = typeof uiMessageChunkSchema === "function" ? uiMessageChunkSchema() : uiMessageChunkSchema;
  for (const chunk of chunks) {
    const checked = await schema.validate?.(chunk);
    if (!checked?.success) throw checked?.error ?? new Error("no schema");
  }
  let last: UIMessage | undefined;
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  for await (const one of readUIMessageStream({ stream })) last = one;
  return last;
}

const seen = (read: UIMessage | undefined) =>
  read?.parts.map((part) => {
    if (part.type === "text" || part.type === "reasoning") return `${part.type}:${part.text}`;
    return part.type === "dynamic-tool" ? `tool:${part.state}` : part.type;
  });

describe("a turn as a UI message stream", () => {
  it("gives start, text and finish with model and usage", async () => {
    const chunks = run([started(), text(0, 0, "Hel"), text(0, 3, "lo"), completed([{ type: "text", text: "Hello" }])]);
    expect(chunks.map((one) => one.type)).toEqual([
      "start",
      "start-step",
      "text-start",
      "text-delta",
      "text-delta",
      "text-end",
      "finish-step",
      "finish",
    ]);
    const result = await read(chunks);
    expect(result?.id).toBe("turn");
    expect(seen(result)).toEqual(["step-start", "text:Hello"]);
    expect(result?.metadata).toMatchObject({ model: { model: "gpt" }, usage, status: "complete" });
  });

  it("keeps reasoning and text apart", async () => {
    const result = await read(
      run([
        text(0, 0, "hm", { kind: "reasoning" }),
        text(1, 0, "Yes"),
        completed([
          { type: "reasoning", text: "hm" },
          { type: "text", text: "Yes" },
        ]),
      ]),
    );
    expect(seen(result)).toEqual(["step-start", "reasoning:hm", "text:Yes"]);
  });

  it("drops repeated text and text of another turn or a lower epoch", async () => {
    const other: LiveItem = { ...text(0, 0, "no"), delta: { ...text(0, 0, "no").delta, turnId: "other" } };
    const chunks = run([
      started(),
      text(0, 0, "abc"),
      text(0, 1, "bcd"),
      other,
      started(2, 0),
      text(0, 0, "old"),
      text(0, 0, "new", { epoch: 2 }),
      completed([{ type: "text", text: "new" }]),
    ]);
    expect(seen(await read(chunks))).toEqual(["step-start", "text:new"]);
  });

  it("drops the text of an attempt that failed, and tells of it at the end", async () => {
    const failed = {
      ...model,
      iteration: 0,
      attempt: 1,
      code: "model_stream_cut",
      message: "It broke off.",
      at,
    } as const;
    const receipt = { ...failed, next: { model, at } };
    const parts: MessagePart[] = [
      { type: "text", text: "New" },
      { type: "receipts", receipts: [receipt] },
    ];
    const chunks = run([
      started(),
      text(0, 0, "Old"),
      entry({ type: "turn.attempt-failed", ...turn, epoch: 2, part: 0, receipt }),
      text(0, 3, "er"),
      text(0, 0, "New", { epoch: 2 }),
      completed(parts),
    ]);
    expect(seen(await read(chunks))).toEqual(["step-start", "text:New", "data-receipts"]);
  });

  it("brings what never streamed from the settled message", async () => {
    const chunks = run([text(0, 0, "one "), text(0, 10, "hole"), completed([{ type: "text", text: "one two three" }])]);
    expect(seen(await read(chunks))).toEqual(["step-start", "text:one two three"]);
  });

  it("opens a step for text after a tool call and shows the tool's output", async () => {
    const chunks = run([
      text(0, 0, "Look:"),
      toolStarted(1),
      toolSettled(1),
      text(2, 0, "Done"),
      completed([{ type: "text", text: "Look:" }, toolPart(), { type: "text", text: "Done" }]),
    ]);
    expect(seen(await read(chunks))).toEqual([
      "step-start",
      "text:Look:",
      "tool:output-available",
      "step-start",
      "text:Done",
    ]);
  });

  it("voids only the open step when a take-over rewinds", async () => {
    const chunks = run([
      text(0, 0, "Look:"),
      toolStarted(1),
      toolSettled(1),
      text(2, 0, "Half a sent"),
      started(2, 2),
      text(2, 0, "A whole sentence", { epoch: 2 }),
      completed([{ type: "text", text: "Look:" }, toolPart(), { type: "text", text: "A whole sentence" }]),
    ]);
    expect(chunks.filter((one) => one.type === "reset-step")).toHaveLength(1);
    expect(seen(await read(chunks))).toEqual([
      "step-start",
      "text:Look:",
      "tool:output-available",
      "step-start",
      "text:A whole sentence",
    ]);
  });

  it("repeats what stays of the open step when a rewind lies inside it", async () => {
    const chunks = run([
      toolStarted(0, "first"),
      toolSettled(0, "first"),
      toolStarted(1, "second"),
      { kind: "rewind", rewind: { ...turn, messageId: "turn", epoch: 2, part: 1, offset: 0 } },
      completed([toolPart("first"), { type: "text", text: "ok" }]),
    ]);
    expect(seen(await read(chunks))).toEqual(["step-start", "tool:output-available", "step-start", "text:ok"]);
  });

  it("replays a running message whole and goes on where it is", async () => {
    const parts: MessagePart[] = [{ type: "text", text: "Look:" }, toolPart(), { type: "text", text: "Do" }];
    const settled: MessagePart[] = [{ type: "text", text: "Look:" }, toolPart(), { type: "text", text: "Done" }];
    const chunks = run([text(2, 0, "Don"), text(2, 3, "e"), completed(settled)], parts);
    expect(seen(await read(chunks))).toEqual([
      "step-start",
      "text:Look:",
      "tool:output-available",
      "step-start",
      "text:Done",
    ]);
  });

  it("carries tables, charts, hand-offs, runs and files as parts, each once", async () => {
    const packet = { handoffId: "h", fromSlug: "guide", toSlug: "luca", toConversationId: "c2" };
    const full = { ...packet, goal: "g", facts: [], openQuestions: [], files: [], createdAt: at };
    const parts: MessagePart[] = [
      { type: "table", table: { title: "T", columns: [], rows: [] } },
      {
        type: "chart",
        chart: { type: "bar", title: "C", description: "", x: { label: "x", type: "category" }, series: [], data: [] },
      },
      { type: "handoff", packet: full },
      { type: "run", runId: "r", workflowType: "content_analysis" },
      { type: "file", fileId: "f", name: "a.csv", mediaType: "text/csv", size: 1 },
    ];
    const handoff = entry({ type: "handoff.created", conversationId: "conversation", packet: full });
    expect(seen(await read(run([handoff, completed(parts)])))).toEqual([
      "step-start",
      "data-handoff",
      "data-table",
      "data-chart",
      "data-run",
      "file",
    ]);
  });

  it("ends a failed turn with an error chunk, a stopped one with abort, nothing after", () => {
    const error = { code: "model_unauthorized", message: "The key was refused.", retryable: false } as const;
    const failed = entry({ type: "turn.failed", ...turn, message: message([], { status: "failed", error }) });
    expect(run([failed, text(0, 0, "late")]).slice(-2)).toEqual([
      { type: "error", errorText: "The key was refused." },
      { type: "finish", finishReason: "error" },
    ]);
    const stopped = entry({ type: "turn.stopped", ...turn, message: message([], { status: "stopped" }) });
    expect(run([stopped]).at(-1)).toEqual({ type: "abort", reason: "stopped" });
  });
});

describe("the error table", () => {
  it("says nothing of our inside", () => {
    expect(errorText({ code: "internal", message: "relation users does not exist" })).not.toContain("relation");
    expect(errorText({ code: "model_timeout", message: "The model took too long." })).toBe("The model took too long.");
  });
});

describe("the lines on the wire", () => {
  it("are those that JSON.stringify makes", () => {
    const chunks: UIMessageChunk[] = [
      { type: "text-delta", id: "0", delta: 'a "quote"\n\u2028 é 😀' },
      { type: "reasoning-delta", id: "1", delta: "x" },
    ];
    expect(encodeChunks(chunks)).toBe(chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(""));
  });
});

describe("a turn that waits for a budget", () => {
  it("ends its stream with what was written, to be read again when it goes on", () => {
    const stream = createTurnStream(turn);
    stream.start();
    stream.push(started());
    stream.push(text(0, 0, "So far."));
    const paused = message([{ type: "text", text: "So far." }], { status: "paused" });
    const pause = { budgetId: "b", scope: "workspace", period: "total", subjectName: null, setAside: false } as const;
    const amounts = { limitMicros: 1, spentMicros: 1, neededMicros: 1, periodStart: at, until: null, at };
    const chunks = stream.push(
      entry({ type: "turn.paused", ...turn, message: paused, pause: { ...pause, ...amounts } }),
    );
    expect(chunks.at(-1)).toMatchObject({
      type: "finish",
      finishReason: "other",
      messageMetadata: { status: "paused" },
    });
    expect(stream.ended).toBe(true);
  });
});
