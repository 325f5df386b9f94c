import { expect, test } from "vitest";
import type { ModelPrompt, ModelStreamPart } from "#lib/application/ports/models.ts";
import { createProbeModel } from "./probe-model.ts";

const asked = (text: string): ModelPrompt => [{ role: "user", content: [{ type: "text", text }] }];

/** The calls that have been made for this message, with their results. */
const made = (count: number): ModelPrompt =>
  Array.from({ length: count }, (_, i) => `tally-${i + 1}`).flatMap(
    (toolCallId): ModelPrompt => [
      { role: "assistant", content: [{ type: "tool-call", toolCallId, toolName: "tally", input: {} }] },
      {
        role: "tool",
        content: [{ type: "tool-result", toolCallId, toolName: "tally", output: { type: "json", value: 1 } }],
      },
    ],
  );

async function perform(prompt: ModelPrompt, abortSignal?: AbortSignal): Promise<ModelStreamPart[]> {
  const { stream } = await createProbeModel().doStream({ prompt, ...(abortSignal && { abortSignal }) });
  const parts: ModelStreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}
const textOf = (parts: ModelStreamPart[]) =>
  parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");

test("stream writes its tokens in order, at full speed and paced", async () => {
  for (const script of ["stream 300", "stream 30 at 1000"]) {
    const count = Number(script.split(" ")[1]);
    const tokens = textOf(await perform(asked(script)))
      .trimEnd()
      .split(" ");
    expect(tokens.map((token) => Number.parseInt(token, 16))).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(tokens.every((token) => token.length === 4)).toBe(true);
  }
});

test("each tally ends an answer; what is behind it comes when it has been made", async () => {
  const script = asked("stream 2\ntally a\nstream 1\n\n  tally b\nstream 3");
  const first = await perform(script);
  expect(textOf(first)).toBe("0000 0001 ");
  expect(first.at(-2)).toMatchObject({ type: "tool-call", toolName: "tally", input: '{"key":"a"}' });
  expect(first.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "tool-calls" } });
  const second = await perform([...script, ...made(1)]);
  expect(textOf(second)).toBe("0000 ");
  expect(second.at(-2)).toMatchObject({ type: "tool-call", input: '{"key":"b"}' });
  const third = await perform([...script, ...made(2)]);
  expect(textOf(third)).toBe("0000 0001 0002 ");
  expect(third.at(-1)).toMatchObject({ type: "finish", finishReason: { unified: "stop" } });
});

test("only the last message is its script", async () => {
  expect(textOf(await perform([...asked("tally a"), ...made(1), ...asked("stream 1")]))).toBe("0000 ");
});

test.each([
  ["fail", "model_unavailable", false],
  ["fail retryable", "model_unavailable", true],
  ["reject", "model_refused", false],
  ["dance", "model_refused", undefined],
])("%s ends it as its script says", async (line, code, retryable) => {
  const { stream } = await createProbeModel().doStream({ prompt: asked(`stream 1\n${line}`) });
  const reader = stream.getReader();
  expect((await reader.read()).value).toMatchObject({ delta: "0000 " });
  const error = await reader.read().catch((thrown) => thrown);
  expect([error.code, error.details?.retryable]).toEqual([code, retryable]);
});

test.each(["stream 1000 at 1", "stream 100000000", "sleep 60000"])("a stop ends %s at once", async (line) => {
  const stop = new AbortController();
  const performing = perform(asked(line), stop.signal);
  setImmediate(() => stop.abort());
  await expect(performing).rejects.toMatchObject({ name: "AbortError" });
});
