import { describe, expect, test } from "vitest";
import type { CategoryBreakdown, TableAnalysis } from "#lib/domain/workflow/analysis.ts";
import { makeChart } from "#lib/domain/workflow/chart.ts";

const analysis: TableAnalysis = {
  kind: "table",
  file: { name: "sales.csv", mime: "text/csv", bytes: 1 },
  table: { name: "sales", rowCount: 3, columnCount: 2 },
  otherTables: [],
  columns: [],
  columnsLeftOut: 0,
  duplicateRows: 0,
  issues: [],
  breakdowns: [],
  outliers: [],
};
const points = [
  { period: "2024-01", value: 5, count: 1 },
  { period: "2024-02", value: null, count: 0 },
  { period: "2024-03", value: 9.5, count: 1 },
];
const breakdown = (groups: number, aggregate: "sum" | "mean" = "sum"): CategoryBreakdown => ({
  dimension: "Region",
  measure: "Sales",
  aggregate,
  unit: "€",
  groups: Array.from({ length: groups }, (_, i) => ({ name: `r${i}`, value: 100 - i, count: i + 1 })),
  groupCount: groups,
  without: { value: 0, count: 0 },
});

describe("a chart of an analysis", () => {
  test("shows a trend as a line, gaps kept, and says its extremes in words", () => {
    const trend = { date: "Day", measure: "Sales", aggregate: "sum", unit: "€", grain: "month", points } as const;
    const chart = makeChart({ analysis: { ...analysis, trend: { ...trend, points }, breakdowns: [breakdown(3)] } });
    expect(chart).toMatchObject({
      type: "line",
      title: "Total Sales by month",
      x: { type: "date" },
      series: [{ format: "decimal", unit: "€" }],
    });
    expect(chart?.data).toEqual([
      { x: "2024-01", value: 5 },
      { x: "2024-02", value: null },
      { x: "2024-03", value: 9.5 },
    ]);
    expect(chart?.description).toContain("Highest: €9.50 in March 2024. Lowest: €5 in January 2024.");
  });

  test("shows categories as bars from high to low, the rest past twelve as one", () => {
    const chart = makeChart({ analysis: { ...analysis, breakdowns: [breakdown(20)] } });
    expect(chart?.type).toBe("bar");
    expect(chart?.data).toHaveLength(12);
    const rest = Array.from({ length: 9 }, (_, i) => 100 - 11 - i).reduce((a, b) => a + b);
    expect(chart?.data.at(-1)).toEqual({ x: "Other (9)", value: rest });
    expect(makeChart({ analysis: { ...analysis, breakdowns: [breakdown(12)] } })?.data.at(-1)?.x).toBe("r11");
  });

  test("averages the rest of averages by their counts", () => {
    const chart = makeChart({ analysis: { ...analysis, breakdowns: [breakdown(13, "mean")] } });
    expect(chart?.data.at(-1)).toEqual({ x: "Other (2)", value: Number(((89 * 12 + 88 * 13) / 25).toPrecision(14)) });
  });

  test("is none when there is nothing to compare", () => {
    expect(makeChart({ analysis })).toBeUndefined();
    expect(makeChart({ analysis: { ...analysis, breakdowns: [breakdown(1)] } })).toBeUndefined();
  });
});

describe("a chart of rows", () => {
  test("draws dates as a line in their order and keeps missing values as gaps", () => {
    const rows = [
      { day: "2024-02-01", a: 2, b: null },
      { day: "2024-01-01", a: 1, b: 5 },
    ];
    expect(makeChart({ title: "T", rows })).toMatchObject({
      type: "line",
      series: [
        { key: "y1", name: "a" },
        { key: "y2", name: "b" },
      ],
      data: [
        { x: "2024-01-01", y1: 1, y2: 5 },
        { x: "2024-02-01", y1: 2, y2: null },
      ],
    });
  });

  test("a column named x cannot take the place of the axis", () => {
    const rows = [
      { name: "a", x: 1 },
      { name: "b", x: 2 },
    ];
    expect(makeChart({ title: "T", rows })).toMatchObject({
      type: "bar",
      data: [
        { x: "b", y1: 2 },
        { x: "a", y1: 1 },
      ],
    });
  });

  test("is none without a number", () => {
    expect(makeChart({ title: "T", rows: [{ a: "x" }, { a: "y" }] })).toBeUndefined();
    expect(makeChart({ title: "T", rows: [] })).toBeUndefined();
  });
});
