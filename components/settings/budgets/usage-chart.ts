import type { UsageItem, UsageView } from "#lib/application/usage/schema.ts";
import { formatMoney } from "#lib/domain/budget/money.ts";
import type { ChartPoint, ChartSpec } from "#lib/domain/session/artifacts.ts";
import { daysOf } from "./range.ts";

export type Measure = "cost" | "tokens";

/** Models that have a colour of their own; what is left is "Others". */
const SERIES = 5;

const tokensOf = ({ inputTokens, outputTokens }: UsageItem): number => inputTokens + outputTokens;
const measured = (item: UsageItem, measure: Measure): number =>
  measure === "cost" ? item.costMicros / 1_000_000 : tokensOf(item);

/** Cost or tokens by day, divided by model. */
export function usageChart(usage: UsageView, measure: Measure): ChartSpec {
  const sums = new Map<string, { name: string; sum: number }>();
  for (const item of usage.items) {
    const { key, name } = item.split ?? item;
    const known = sums.get(key) ?? { name, sum: 0 };
    sums.set(key, { ...known, sum: known.sum + measured(item, measure) });
  }
  const ranked = [...sums].sort(([, a], [, b]) => b.sum - a.sum);
  const shown = ranked.slice(0, SERIES).map(([key, { name }], index) => ({ model: key, key: `s${index}`, name }));
  const others = ranked.length > SERIES ? [{ model: "", key: "others", name: "Others" }] : [];
  const points = new Map(
    daysOf(usage).map((day): [string, ChartPoint] => [
      day,
      { x: day, ...Object.fromEntries([...shown, ...others].map(({ key }) => [key, 0])) },
    ]),
  );
  for (const item of usage.items) {
    const point = points.get(item.key);
    const key = shown.find(({ model }) => model === (item.split ?? item).key)?.key ?? "others";
    if (point) point[key] = Number(point[key] ?? 0) + measured(item, measure);
  }
  const shownAs = measure === "cost" ? ({ format: "decimal", unit: "$" } as const) : ({ format: "integer" } as const);
  const { total } = usage;
  return {
    type: "bar",
    stacked: true,
    title: measure === "cost" ? "Cost by day" : "Tokens by day",
    description:
      measure === "cost"
        ? `${formatMoney(total.costMicros)} for ${calls(total.calls)}, by model.`
        : `${(total.inputTokens + total.outputTokens).toLocaleString("en-US")} tokens in ${calls(total.calls)}, by model.`,
    x: { label: "Day", type: "date" },
    series: [...shown, ...others].map(({ key, name }) => ({ key, name, ...shownAs })),
    data: [...points.values()],
  };
}

export const calls = (count: number): string => `${count.toLocaleString("en-US")} ${count === 1 ? "call" : "calls"}`;
