import { expect, test } from "vitest";
import type { ModelPrompt } from "../ports/models.ts";
import { usageOf } from "./count-call.ts";

const prompt: ModelPrompt = [{ role: "user", content: [{ type: "text", text: "x".repeat(3_000) }] }];

/** As a provider's package passes on what came over the wire. */
const said = (read: unknown, written: unknown, parts: { cacheRead?: unknown; reasoning?: unknown } = {}) =>
  ({
    inputTokens: { total: read, noCache: undefined, cacheRead: parts.cacheRead, cacheWrite: undefined },
    outputTokens: { total: written, text: undefined, reasoning: parts.reasoning },
  }) as Parameters<typeof usageOf>[0];
const heard = (usage: ReturnType<typeof said>, maxOutputTokens?: number, characters = 100) =>
  usageOf(usage, { prompt, ...(maxOutputTokens ? { maxOutputTokens } : {}) }, characters);

test("what a provider says is taken as it is where it can be true", () => {
  expect(heard(said(900, 50, { cacheRead: 800, reasoning: 20 }))).toEqual({
    ...{ inputTokens: 900, cachedTokens: 800, outputTokens: 50, reasoningTokens: 20 },
  });
  expect(heard(said(900, undefined))).toEqual({ inputTokens: 900, outputTokens: 0 });
  expect([heard(said(undefined, undefined)), heard(said(0, 0))]).toEqual([null, null]);
});

test.each([-1, 10.5, "10", "ten", Number.NaN, Number.POSITIVE_INFINITY, 1e30, 1e15, true, {}, []])(
  "a count of %s is none, on either side",
  (odd) => {
    expect(heard(said(odd, 5))).toBeNull();
    expect(heard(said(5, odd))).toBeNull();
    expect(heard(said(900, 50, { cacheRead: odd, reasoning: odd }))).toEqual({ inputTokens: 900, outputTokens: 50 });
  },
);

test("a count is none beyond what the call was allowed to write, unless the text is as long", () => {
  expect(heard(said(900, 4_096), 4_096)).not.toBeNull();
  expect(heard(said(900, 4_097), 4_096)).toBeNull();
  expect(heard(said(900, 4_097), 4_096, 5_000)).not.toBeNull();
  expect(heard(said(900, 131_072))).not.toBeNull();
  expect(heard(said(900, 131_073))).toBeNull();
});

test("a count is none far beyond what the prompt is by its length", () => {
  expect(heard(said(20_000, 5))).not.toBeNull();
  expect(heard(said(24_000, 5))).not.toBeNull();
  expect(heard(said(30_000, 5))).toBeNull();
});
