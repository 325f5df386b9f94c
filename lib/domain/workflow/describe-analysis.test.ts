import { describe, expect, test } from "vitest";
import type { TableAnalysis, TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { describeAnalysis } from "#lib/domain/workflow/describe-analysis.ts";

const sales: TableAnalysis = {
  kind: "table",
  file: { name: "sales_[2024].csv", mime: "text/csv", bytes: 1 },
  table: { name: "sales", rowCount: 1200, columnCount: 3 },
  otherTables: [{ name: "Notes", rowCount: 4, columnCount: 1 }],
  columns: [
    {
      name: "Day",
      type: "date",
      role: "date",
      count: 1200,
      missing: 0,
      unparsed: { count: 0, samples: [] },
      distinct: 300,
      min: "2024-01-01",
      max: "2024-12-31",
    },
    {
      name: "Sales",
      type: "number",
      role: "measure",
      aggregate: "sum",
      unit: "€",
      count: 1190,
      missing: 10,
      unparsed: { count: 0, samples: [] },
      distinct: 900,
      min: -5,
      max: 99.5,
      sum: 10000,
      mean: 8.403361344537815,
      median: 7,
    },
  ],
  columnsLeftOut: 0,
  duplicateRows: 0,
  issues: [
    { code: "trimmed_values", column: "Region", count: 400, message: "400 values had blanks." },
    {
      code: "unparsed_values",
      column: "Sales",
      count: 3,
      message: '3 values could not be read, for example "<b>ten</b>".',
    },
  ],
  breakdowns: [
    {
      dimension: "Region",
      measure: "Sales",
      aggregate: "sum",
      unit: "€",
      groups: [
        { name: "![x](http://evil/a.png)", value: 7500, count: 800 },
        { name: "Süd", value: 2000, count: 300 },
      ],
      groupCount: 2,
      without: { value: 500, count: 90 },
    },
  ],
  outliers: [],
};

describe("a table in words", () => {
  const { summary, table, facts, chart } = describeAnalysis(sales);

  test("says what it is, with exact figures and their shares of the whole", () => {
    expect(summary).toContain("has 1,200 rows and 3 columns, from 1 January 2024 to 31 December 2024.");
    expect(summary).toContain("lowest for Süd, €2,000 (20.0% of the total)");
    expect(facts).toContain("Sales: total €10,000, mean €8.40, median €7, from -€5 to €99.50 (1,190 values).");
    expect(summary).toContain('Only "sales" was analysed; the file also has "Notes" (4 rows).');
  });

  test("puts what can make a figure wrong before what is only untidy", () => {
    expect(summary.indexOf("could not be read")).toBeGreaterThan(summary.indexOf("Before you rely on it"));
    expect(summary.indexOf("could not be read")).toBeLessThan(summary.indexOf("had blanks"));
  });

  test("names and values of the file never become markup, links or images", () => {
    expect(summary).not.toMatch(/!\[|<b>/);
    expect(summary).toContain("**sales\\_\\[2024\\].csv**");
  });

  test("the table has every group and what has none, the chart the groups", () => {
    expect(table.rows).toEqual([
      { group: "![x](http://evil/a.png)", value: 7500, count: 800 },
      { group: "Süd", value: 2000, count: 300 },
      { group: "(no Region)", value: 500, count: 90 },
    ]);
    expect(chart).toMatchObject({ type: "bar", title: "Total Sales by Region" });
  });

  test("a clean table says that nothing was found", () => {
    expect(describeAnalysis({ ...sales, issues: [] }).summary).toContain(
      "No missing, unreadable or repeated values were found.",
    );
  });
});

test("a text in words: its own sentences, and that nothing was interpreted", () => {
  const text: TextAnalysis = {
    kind: "text",
    file: { name: "plan.pdf", mime: "application/pdf", bytes: 1 },
    language: "de",
    characters: 100,
    words: 1500,
    sentences: 1,
    paragraphs: 1,
    pages: 2,
    headings: [{ level: 1, text: "Ziele" }],
    keyTerms: [{ term: "Hafen", count: 3 }],
    keySentences: ["Der Hafen wächst."],
    dates: [{ text: "3.5.2024", count: 2 }],
    amounts: [],
    issues: [],
  };
  const { summary, table, chart } = describeAnalysis(text);
  expect(summary).toContain("**plan.pdf** has 1,500 words and 1 sentence on 2 pages in German.");
  expect(summary).toContain("- Der Hafen wächst.");
  expect(summary).toContain("Dates mentioned: 3.5.2024 (2×).");
  expect(summary).toContain("nothing was interpreted");
  expect(table.rows).toEqual([{ term: "Hafen", count: 3 }]);
  expect(chart).toBeUndefined();
});
