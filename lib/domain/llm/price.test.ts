import { describe, expect, it } from "vitest";
import { costOf, FREE, listPriceOf, type PriceList } from "./price.ts";

const price = { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 };

describe("the cost of a call", () => {
  it("is input and output by their prices, in micro-dollars", () => {
    expect(costOf({ inputTokens: 1_000, outputTokens: 200 }, price)).toBe(3_000 + 3_000);
    expect(costOf({ inputTokens: 1_000_000, outputTokens: 0 }, price)).toBe(3_000_000);
  });

  it("counts cached and written input at their own prices, as parts of the input", () => {
    const usage = { inputTokens: 1_000, cachedTokens: 600, cacheWriteTokens: 100, outputTokens: 10 };
    expect(costOf(usage, price)).toBe(300 * 3 + 180 + 375 + 150);
  });

  it("counts them like other input where they have none", () => {
    const usage = { inputTokens: 1_000, cachedTokens: 600, cacheWriteTokens: 100, outputTokens: 0 };
    expect(costOf(usage, { input: 2, output: 8 })).toBe(2_000);
  });

  it("does not count reasoning twice: it is output", () => {
    expect(costOf({ inputTokens: 0, outputTokens: 100, reasoningTokens: 90 }, price)).toBe(1_500);
  });

  it("is rounded up to whole micro-dollars, without what a binary fraction adds", () => {
    expect(costOf({ inputTokens: 1, outputTokens: 0 }, { input: 0.05, output: 0.4 })).toBe(1);
    expect(costOf({ inputTokens: 3, outputTokens: 0 }, { input: 0.1, output: 0.4 })).toBe(1);
    expect(costOf({ inputTokens: 30, outputTokens: 0 }, { input: 0.1, output: 0.4 })).toBe(3);
  });

  it("is nothing where nothing costs, and never below", () => {
    expect(costOf({ inputTokens: 5_000, outputTokens: 5_000 }, FREE)).toBe(0);
    expect(costOf({ inputTokens: 5, cachedTokens: 9, outputTokens: 0 }, { input: 1, cachedInput: 0, output: 1 })).toBe(
      0,
    );
  });
});

describe("a published price", () => {
  const price = { input: 1.25, output: 10 };
  const list: PriceList = { source: "https://example.com", asOf: "2026-06-01", models: { "gpt-5": price } };

  it("is that of the model, or of the one it is an edition of", () => {
    for (const model of ["gpt-5", "gpt-5-2025-08-07", "gpt-5-20250807", "gpt-5-latest"])
      expect(listPriceOf(list, model)).toBe(price);
  });

  it("is not that of a model which only begins alike", () => {
    for (const model of ["gpt-5-mini", "gpt-5.1", "gpt", "toString", ""]) expect(listPriceOf(list, model)).toBeNull();
    expect(listPriceOf(undefined, "gpt-5")).toBeNull();
  });
});
