import { describe, expect, it } from "vitest";
import type { UsageItem, UsageView } from "#lib/application/usage/schema.ts";
import { daysOf, presets, rangeOf } from "./range.ts";
import { usageChart } from "./usage-chart.ts";

const NONE = {
  calls: 1,
  inputTokens: 10,
  cachedTokens: 0,
  outputTokens: 5,
  reasoningTokens: 0,
  ownCostMicros: 0,
  unpricedCalls: 0,
};
const item = (day: string, model: string, costMicros: number): UsageItem => ({
  ...{ key: day, name: day, split: { key: `openai/${model}`, name: model }, costMicros, ...NONE },
});
const usage = (items: UsageItem[]): UsageView => ({
  ...{ from: "2026-11-20", to: "2026-11-22", of: "workspace", items },
  total: { ...NONE, calls: items.length, costMicros: items.reduce((sum, one) => sum + one.costMicros, 0) },
});

describe("the chart of usage", () => {
  it("has every day, those without anything too, with a bar for each model", () => {
    const chart = usageChart(usage([item("2026-11-20", "a", 2_000_000), item("2026-11-22", "b", 500_000)]), "cost");
    expect(chart.series.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(chart.data).toEqual([
      { x: "2026-11-20", s0: 2, s1: 0 },
      { x: "2026-11-21", s0: 0, s1: 0 },
      { x: "2026-11-22", s0: 0, s1: 0.5 },
    ]);
    expect(chart.description).toBe("$2.50 for 2 calls, by model.");
  });

  it("puts what has no colour of its own together, and loses nothing", () => {
    const models = ["a", "b", "c", "d", "e", "f", "g"];
    const chart = usageChart(usage(models.map((model) => item("2026-11-21", model, 1_000_000))), "tokens");
    expect(chart.series.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e", "Others"]);
    expect(chart.data[1]).toMatchObject({ s0: 15, others: 30 });
  });
});

describe("the days of an address", () => {
  const today = "2026-11-21";
  it("are those that it names, or the last thirty where that makes no sense", () => {
    expect(rangeOf({ from: "2026-11-01", to: "2026-11-02" }, today)).toEqual({ from: "2026-11-01", to: "2026-11-02" });
    const usual = { from: "2026-10-23", to: today };
    for (const wrong of [
      {},
      { from: "x", to: today },
      { from: "2026-11-02", to: "2026-11-01" },
      { from: "2020-01-01", to: today },
    ])
      expect(rangeOf(wrong, today)).toEqual(usual);
    expect(daysOf(usual)).toHaveLength(30);
  });

  it("are offered by the calendar", () => {
    expect(presets("2026-03-05").map(({ from, to }) => [from, to])).toEqual([
      ["2026-02-27", "2026-03-05"],
      ["2026-02-04", "2026-03-05"],
      ["2026-03-01", "2026-03-05"],
      ["2026-02-01", "2026-02-28"],
    ]);
  });
});
