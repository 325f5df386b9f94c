import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ColumnProfile, TableAnalysis } from "#lib/domain/workflow/analysis.ts";
import { dirtySales, type Sale } from "./fixtures/dirty-sales.ts";
import { tempFiles } from "./fixtures/temp-files.ts";
import { createEnablingServices } from "./index.ts";

const ROWS = 50_000;
const services = createEnablingServices();
const files = tempFiles();
afterAll(async () => {
  await services.close();
  files.remove();
});

/** Windows-1252 for the characters the rows have: Latin-1 plus the euro sign. */
function windows1252(text: string): Buffer {
  return Buffer.from(text.replaceAll("€", "\u0080"), "latin1");
}

const present = <T>(values: (T | null)[]) => values.filter((value): value is T => value !== null);

/** The same figures by plain arithmetic over whole cents. */
function expected(values: number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const sum = values.reduce((a, b) => a + b, 0);
  const mean = sum / values.length;
  const half = sorted.length / 2;
  const median = ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
  const variance = values.reduce((all, value) => all + (value - mean) ** 2, 0) / (values.length - 1);
  return { sum, mean, median, stddev: Math.sqrt(variance), min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
}

function groupSums(
  rows: Sale[],
  key: (row: Sale) => string | null,
): Map<string | null, { cents: number; count: number }> {
  const groups = new Map<string | null, { cents: number; count: number }>();
  for (const row of rows) {
    const group = groups.get(key(row)) ?? { cents: 0, count: 0 };
    group.cents += row.cents ?? 0;
    group.count += row.cents === null ? 0 : 1;
    groups.set(key(row), group);
  }
  return groups;
}

describe.each([
  { style: "german" as const, seed: 7, encode: windows1252 },
  { style: "english" as const, seed: 11, encode: (text: string) => Buffer.from(`\ufeff${text}`) },
])("50,000 dirty rows, $style", ({ style, seed, encode }) => {
  const { rows, csv, junk } = dirtySales(ROWS, seed, style);
  const input = files.write("sales.csv", encode(csv));
  let result: TableAnalysis;
  const column = (name: string) => result.columns.find((one) => one.name === name) as ColumnProfile;

  beforeAll(async () => {
    result = (await services.dataAnalyzer.analyze(input)) as TableAnalysis;
  });

  test("no row is lost or made up", () => {
    expect(result.table).toMatchObject({ rowCount: ROWS, columnCount: 6 });
    for (const one of result.columns) expect(one.count + one.missing + one.unparsed.count).toBe(ROWS);
  });

  test("money is exact: sum, mean, median, extremes and deviation", () => {
    const figures = expected(present(rows.map((row) => row.cents)));
    const money = column("Umsatz");
    expect(money).toMatchObject({ type: "number", role: "measure", aggregate: "sum", unit: "€" });
    expect(money.sum).toBe(figures.sum / 100);
    expect([money.min, money.max]).toEqual([figures.min / 100, figures.max / 100]);
    expect(money.mean).toBeCloseTo(figures.mean / 100, 8);
    expect(money.median).toBeCloseTo(figures.median / 100, 8);
    expect(money.stddev).toBeCloseTo(figures.stddev / 100, 6);
    expect(money.missing).toBe(rows.filter((row) => row.cents === null).length);
  });

  test("quantities count only what is a number, and say what is not", () => {
    const quantities = present(rows.map((row) => row.quantity));
    const quantity = column("Menge");
    expect(quantity).toMatchObject({ type: "number", count: quantities.length, sum: expected(quantities).sum });
    expect(quantity.unparsed.count).toBe(junk);
    expect(quantity.unparsed.samples).toContain("siehe Anhang");
  });

  test("dates in mixed forms are the days they mean", () => {
    const dates = present(rows.map((row) => row.date)).sort();
    expect(column("Datum")).toMatchObject({
      type: "date",
      role: "date",
      count: dates.length,
      min: dates[0],
      max: dates.at(-1),
      distinct: new Set(dates).size,
    });
    expect(column("Datum").unparsed.count).toBe(0);
  });

  test("categories keep their umlauts, quotes and commas, and their exact totals", () => {
    const groups = groupSums(rows, (row) => row.region);
    const breakdown = result.breakdowns.find((one) => one.dimension === "Region");
    const truth = [...groups]
      .filter(([name]) => name !== null)
      .map(([name, { cents, count }]) => ({ name, value: cents / 100, count }));
    expect(breakdown?.groups).toEqual(truth.sort((a, b) => b.value - a.value));
    expect(breakdown?.without).toEqual({ value: (groups.get(null)?.cents ?? 0) / 100, count: groups.get(null)?.count });
  });

  test("the trend has every month with its exact total", () => {
    const months = groupSums(
      rows.filter((row) => row.date !== null),
      (row) => row.date?.slice(0, 7) ?? null,
    );
    const truth = [...months].map(([period, { cents, count }]) => ({ period, value: cents / 100, count }));
    expect(result.trend).toMatchObject({ date: "Datum", measure: "Umsatz", grain: "month" });
    expect(result.trend?.points).toEqual(truth.sort((a, b) => String(a.period).localeCompare(String(b.period))));
  });

  test("a query over the typed columns gives the same figures", async () => {
    const { rows: answer } = await services.dataAnalyzer.query(
      input,
      `SELECT "Produkt", sum("Umsatz") AS total, count(*) AS n FROM data GROUP BY 1 ORDER BY 1`,
    );
    const products = groupSums(rows, (row) => row.product);
    const counts = new Map(
      [...products.keys()].map((name) => [name, rows.filter((row) => row.product === name).length]),
    );
    expect(answer).toHaveLength(products.size);
    for (const { Produkt, total, n } of answer) {
      expect(total).toBe((products.get(String(Produkt))?.cents ?? 0) / 100);
      expect(n).toBe(counts.get(String(Produkt)));
    }
  });

  test("the result stays small whatever the file's size", () => {
    expect(JSON.stringify(result).length).toBeLessThan(30_000);
  });
});
