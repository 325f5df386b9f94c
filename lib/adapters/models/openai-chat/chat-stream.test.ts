import { readdirSync, readFileSync } from "node:fs";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { describe, expect, it } from "vitest";
import type { LanguageModel, ModelStreamPart } from "#lib/application/ports/models.ts";
import { createChatModel } from "./chat-model.ts";
import { ChatStream } from "./chat-stream.ts";

const folder = new URL("./fixtures/", import.meta.url);
const fixtures = readdirSync(folder).filter((name) => name.endsWith(".sse"));
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
const encode = (text: string) => new TextEncoder().encode(text);

/** Answers every request with these bytes, in pieces of a size. */
function serving(bytes: Uint8Array, size = bytes.length): typeof fetch {
  return async () => {
    let at = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(at, at + size));
        at += size;
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

async function partsOf(model: LanguageModel): Promise<ModelStreamPart[]> {
  const { stream } = await model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "?" }] }] });
  const parts: ModelStreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

/** Neighbouring deltas of one part as one: only the text counts, not its pieces. */
function merged(parts: ModelStreamPart[]): ModelStreamPart[] {
  const result: ModelStreamPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if ("delta" in part && last && "delta" in last && last.type === part.type && last.id === part.id)
      result[result.length - 1] = { ...last, delta: last.delta + part.delta } as ModelStreamPart;
    else if (!("delta" in part) || part.delta !== "") result.push(part);
  }
  return result;
}

const settings = { baseUrl: "http://model.test/v1", model: "m", headers: {} };
const ours = (bytes: Uint8Array, size?: number) =>
  partsOf(createChatModel({ ...settings, name: "openaiCompatible", fetch: serving(bytes, size) }));
const theirs = (bytes: Uint8Array) =>
  partsOf(
    createOpenAICompatible({
      name: "openaiCompatible",
      baseURL: settings.baseUrl,
      fetch: serving(bytes),
      includeUsage: true,
    }).chatModel("m"),
  );

/** What we leave out or say better on purpose: an empty metadata object; "tool-calls" where a server ends calls with "stop". */
function comparable(parts: ModelStreamPart[]): unknown[] {
  const calls = parts.some((part) => part.type === "tool-call");
  return merged(parts).map((part) => {
    if (part.type === "reasoning-start") return { type: part.type, id: part.id };
    if (part.type !== "finish") return part;
    const { providerMetadata: _, ...finish } = part;
    return calls ? { ...finish, finishReason: { ...finish.finishReason, unified: "tool-calls" } } : finish;
  });
}

describe.each(fixtures)("the stream %s", (name) => {
  const bytes = bytesOf(name);

  it("says what the AI SDK's package says", async () => {
    expect(comparable(await ours(bytes))).toEqual(comparable(await theirs(bytes)));
  });

  it.each([1, 2, 3, 7, 64])("says the same in pieces of %i bytes", async (size) => {
    expect(comparable(await ours(bytes, size))).toEqual(comparable(await ours(bytes)));
  });
});

describe("the reader of chat completions", () => {
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ id: "c", choices: [{ delta, finish_reason: finish }] })}\n\n`;
  const read = (text: string) => {
    const stream = new ChatStream();
    return [...stream.push(encode(text)), ...stream.end()];
  };
  const outcome = (parts: ModelStreamPart[]) => ({
    text: parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join(""),
    errors: parts.flatMap((part) => (part.type === "error" ? [(part.error as { code: string }).code] : [])),
    finish: parts.flatMap((part) => (part.type === "finish" ? [part.finishReason.unified] : [])),
    calls: parts.flatMap((part) => (part.type === "tool-call" ? [[part.toolName, part.input]] : [])),
  });

  it("gives all parts of a piece of bytes at once, neighbouring text as one", () => {
    const stream = new ChatStream();
    const parts = stream.push(encode(chunk({ content: "a" }) + chunk({ content: "b" }) + chunk({ content: "c" })));
    expect(parts.filter((part) => part.type === "text-delta")).toEqual([
      { type: "text-delta", id: "txt-0", delta: "abc" },
    ]);
  });

  it.each([
    ["a stream that ends early", chunk({ content: "half" }), "half", ["model_stream_cut"]],
    [
      "a stream cut inside of a chunk",
      `${chunk({ content: "half" })}data: {"id":"c","choi`,
      "half",
      ["model_stream_cut"],
    ],
    [
      "a malformed chunk",
      `${chunk({ content: "half" })}data: {oops\n\n${chunk({ content: " more" }, "stop")}`,
      "half",
      ["model_malformed"],
    ],
    ["a chunk of another shape", `${chunk({ content: "half" })}data: 7\n\n`, "half", ["model_malformed"]],
    [
      "an error object",
      `${chunk({ content: "half" })}data: {"error":{"message":"x","type":"server_error","code":500}}\n\n`,
      "half",
      ["model_unavailable"],
    ],
    ["an error text", 'data: {"error":"overloaded"}\n\n', "", ["model_unavailable"]],
    [
      "a rate limit in the stream",
      'data: {"error":{"message":"x","code":"rate_limit_exceeded"}}\n\n',
      "",
      ["model_rate_limited"],
    ],
    [
      "a tool call without a name",
      chunk({ tool_calls: [{ index: 0, id: "x", function: { arguments: "{}" } }] }, "tool_calls"),
      "",
      ["model_malformed"],
    ],
    ["nothing at all", "", "", ["model_stream_cut"]],
  ])("makes of %s an error, keeping the text before it", (_, text, kept, errors) => {
    expect(outcome(read(text))).toEqual({ text: kept, errors, finish: ["error"], calls: [] });
  });

  it("gives up a line that never ends", () => {
    const stream = new ChatStream();
    const piece = encode("x".repeat(300_000));
    stream.push(encode("data: "));
    for (let sent = 0; sent < 3; sent++) expect(stream.push(piece)).toEqual([]);
    expect(() => stream.push(piece)).toThrow(expect.objectContaining({ code: "model_malformed" }));
  });

  it("takes [DONE] as an end, and reads nothing after it", () => {
    expect(
      outcome(read(`${chunk({ content: "all" }, "stop")}data: [DONE]\n\n${chunk({ content: " more" })}`)),
    ).toMatchObject({ text: "all", errors: [], finish: ["stop"] });
  });

  it("takes a finish reason as an end where a server leaves out [DONE] and the last blank line", () => {
    expect(outcome(read(chunk({ content: "all" }, "length").trimEnd()))).toMatchObject({
      text: "all",
      errors: [],
      finish: ["length"],
    });
  });

  it("gives a call without arguments an empty object", () => {
    const parts = read(
      chunk({ tool_calls: [{ index: 0, id: "x", function: { name: "now", arguments: "" } }] }, "tool_calls"),
    );
    expect(outcome(parts).calls).toEqual([["now", "{}"]]);
  });

  it("joins an event of several data lines", () => {
    expect(outcome(read('data: {"choices":\ndata: [{"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n')).text).toBe(
      "x",
    );
  });

  it("gives two calls with the same id ids of their own", () => {
    const call = (index: number) => ({ index, id: "same", function: { name: "f", arguments: "{}" } });
    const ids = read(chunk({ tool_calls: [call(0), call(1)] }, "tool_calls")).flatMap((part) =>
      part.type === "tool-call" ? [part.toolCallId] : [],
    );
    expect(new Set(ids).size).toBe(2);
  });
});
