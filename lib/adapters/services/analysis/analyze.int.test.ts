import { afterAll, describe, expect, test } from "vitest";
import { seededRandom } from "#lib/adapters/services/fixtures/random.ts";
import { tempFiles } from "#lib/adapters/services/fixtures/temp-files.ts";
import type { ServiceLimits } from "#lib/application/ports/services.ts";
import type { DataIssueCode, TableAnalysis, TextAnalysis } from "#lib/domain/workflow/analysis.ts";
import { analyze, query } from "./run.ts";

const files = tempFiles();
afterAll(() => files.remove());

const limits: ServiceLimits = {
  timeMs: 10_000,
  memoryMb: 512,
  rows: 100_000,
  columns: 300,
  textCharacters: 100_000,
  expandedBytes: 50_000_000,
  resultRows: 100,
};
const table = async (csv: string) => (await analyze(files.write("a.csv", csv), undefined, limits)) as TableAnalysis;
const text = async (content: string) =>
  (await analyze(files.write("a.txt", content), undefined, limits)) as TextAnalysis;
const column = async (header: string, values: string[]) => {
  const lines = values.map((value) => `"${value.replaceAll('"', '""')}",x`);
  const result = await table(`${header},other\n${lines.join("\n")}\n`);
  return { ...result.columns[0], issues: result.issues };
};
const issue = (issues: { code: DataIssueCode; message: string }[], code: DataIssueCode) =>
  issues.find((one) => one.code === code)?.message;

describe("numbers in the ways that people write them", () => {
  test.each<[string, string[], number]>([
    ["decimal comma and points for thousands", ["1.234,50", "0,5", "-3,25"], 1231.75],
    ["decimal point and commas for thousands", ["1,234.50", "0.5", "-3.25"], 1231.75],
    ["currency signs, before and after", ["€ 1,000.50", "2 EUR", "3€"], 1005.5],
    ["negative in brackets or with the sign behind", ["(1,200.00)", "5.00-", "−1"], -1206],
    ["Swiss apostrophes and blanks for thousands", ["1'234.50", "1 000 000.25", "1"], 1001235.75],
    ["exponents", ["1.5e3", "2E-1", "1"], 1501.2],
    ["tenths that add up exactly", Array.from({ length: 100 }, () => "0.1"), 10],
    ["a decimal comma in the same column settles what 1.234 means", ["1.234", "0,5", "2,5"], 1237],
  ])("%s", async (_, values, sum) => {
    expect(await column("Amount", values)).toMatchObject({ type: "number", sum });
  });

  test("what can be read two ways is said", async () => {
    const { sum, issues } = await column("Amount", ["1.234", "5.678", "9"]);
    expect(sum).toBe(15.912);
    expect(issue(issues, "ambiguous_numbers")).toMatch(/"1.234" was read as one point two three four/);
  });

  test("different currencies are told and never converted", async () => {
    const { sum, unit, issues } = await column("Amount", ["€5", "$6", "7"]);
    expect([sum, unit]).toEqual([18, undefined]);
    expect(issue(issues, "mixed_currencies")).toMatch(/\$ \(1\), € \(1\)/);
  });

  test("prices and shares are averaged, codes with leading zeros and ids are no figures", async () => {
    expect(await column("Unit price", ["1", "2", "3"])).toMatchObject({ role: "measure", aggregate: "mean" });
    expect(await column("Share", ["1 %", "2%", "3 %"])).toMatchObject({ unit: "%", aggregate: "mean", mean: 2 });
    expect(await column("PLZ", ["01067", "10115", "80331"])).toMatchObject({ type: "text" });
    expect(await column("Customer ID", ["17", "18", "17"])).toMatchObject({ role: "id" });
    expect(await column("Year", ["2021", "2022", "2023"])).toMatchObject({ role: "dimension" });
  });

  test("a column half of numbers stays text and says so", async () => {
    const { type, issues } = await column("Value", ["1", "2", "three", "four"]);
    expect(type).toBe("text");
    expect(issue(issues, "mixed_types")).toMatch(/mixes numbers \(50% of its values\)/);
  });
});

describe("dates in the ways that people write them", () => {
  test("mixed forms are one column of days; impossible ones are not made up", async () => {
    const values = [
      "2024-03-01",
      "02.03.2024",
      "3.3.24",
      "4. März 2024",
      "Mar 5, 2024",
      "6 March 2024",
      "2024-03-07T10:00:00Z",
      "31.02.2024",
    ];
    const { type, min, max, unparsed } = await column("When", values);
    expect({ type, min, max, unparsed }).toEqual({
      type: "date",
      min: "2024-03-01T00:00:00",
      max: "2024-03-07T10:00:00",
      unparsed: { count: 1, samples: ["31.02.2024"] },
    });
  });

  test("one day past the twelfth settles which comes first; without one it is said", async () => {
    expect(await column("When", ["03/04/2024", "25/04/2024"])).toMatchObject({ min: "2024-04-03", max: "2024-04-25" });
    expect(await column("When", ["03/04/2024", "04/25/2024"])).toMatchObject({ min: "2024-03-04", max: "2024-04-25" });
    const { issues } = await column("When", ["03/04/2024", "05/06/2024"]);
    expect(issue(issues, "ambiguous_dates")).toMatch(/were read as month\/day/);
  });
});

describe("what is wrong with the data is told", () => {
  test("missing markers, duplicates, spelling variants, blanks around values", async () => {
    const { issues, duplicateRows, columns } = await table(
      "Town,Size\nBerlin,1\nBerlin,1\nberlin,2\n Bonn ,NA\nBonn,-\nn/a,3\n",
    );
    expect(duplicateRows).toBe(2);
    expect(columns[1]).toMatchObject({ count: 4, missing: 2, sum: 7 });
    expect(issue(issues, "missing_values")).toMatch(
      /"Town" is missing in 1 row \(16.7%\), 1 of them written as "n\/a"/,
    );
    expect(issue(issues, "duplicate_rows")).toMatch(/^2 rows repeat/);
    expect(issue(issues, "spelling_variants")).toMatch(/"Berlin" and "berlin"/);
    expect(issue(issues, "trimmed_values")).toMatch(/^1 value in "Town"/);
  });

  test("a last row that only adds up the others is left out; one that does not is kept", async () => {
    const summed = await table("Country;Sales\nDE;10,5\nFR;20,0\nSumme;30,5\n");
    expect(summed).toMatchObject({ table: { rowCount: 2 }, columns: [{ count: 2 }, { sum: 30.5 }] });
    expect(issue(summed.issues, "total_row")).toMatch(/"Summe"/);
    expect(await table("Country,Sales\nDE,10\nFR,20\nTotal,31\n")).toMatchObject({
      table: { rowCount: 3 },
      columns: [{}, { sum: 61 }],
    });
  });

  test("outliers come with their rows", async () => {
    const random = seededRandom(4);
    const values = Array.from({ length: 200 }, () => 90 + random.below(20));
    values[56] = 99_999;
    const { outliers } = await table(`n,size\n${values.map((value, i) => `row ${i},${value}`).join("\n")}\n`);
    expect(outliers).toMatchObject([{ column: "size", count: 1, samples: [{ row: 58, value: 99_999 }] }]);
  });

  test("months without a row are gaps in the trend", async () => {
    const { trend } = await table("Day,Sales\n2024-01-05,1.5\n2024-01-20,2\n2024-03-01,4\n2024-04-01,5\n");
    expect(trend?.points).toEqual([
      { period: "2024-01", value: 3.5, count: 2 },
      { period: "2024-02", value: null, count: 0 },
      { period: "2024-03", value: 4, count: 1 },
      { period: "2024-04", value: 5, count: 1 },
    ]);
  });

  test("a thousand categories are bounded and the rest is added up exactly", async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `c${i % 400},${i * 2}`);
    const { breakdowns, table: shape } = await table(`Kind,Sales\n${lines.join("\n")}\n`);
    const [breakdown] = breakdowns;
    expect(breakdown).toMatchObject({ groupCount: 400, other: { groups: 350 } });
    const total =
      (breakdown?.groups ?? []).reduce((sum, group) => sum + group.value, 0) + (breakdown?.other?.value ?? 0);
    expect([shape.rowCount, total]).toEqual([2000, 1999 * 2000]);
  });
});

test("rows of another step are analysed and queried like a file", async () => {
  const input = {
    name: "orders",
    rows: [
      { town: "Köln", size: 1.234 },
      { town: "Bonn", size: 2 },
    ],
  };
  expect(await analyze(input, undefined, limits)).toMatchObject({
    table: { name: "orders", rowCount: 2 },
    columns: [{ name: "town" }, { sum: 3.234 }],
  });
  expect(await query(input, "SELECT town FROM orders WHERE size > 1.5", limits)).toMatchObject({
    rows: [{ town: "Bonn" }],
  });
});

describe("texts", () => {
  const english =
    "# Plan\n\nThe harbour plan costs €4.5 million. Dr. Smith signed the harbour plan on 3 May 2024, i.e. in spring.\n\n## Risks\n\n- The harbour may freeze in winter.\n\nThe plan of the harbour was approved by 12% of the voters on 2024-06-01.\n";

  test("counts, key terms, dates, amounts and sentences of its own", async () => {
    const result = await text(english);
    expect(result).toMatchObject({
      language: "en",
      headings: [
        { level: 1, text: "Plan" },
        { level: 2, text: "Risks" },
      ],
    });
    expect(result.keyTerms.slice(0, 2)).toEqual([
      { term: "harbour", count: 4 },
      { term: "plan", count: 4 },
    ]);
    expect(result.dates.map((date) => date.text)).toEqual(["3 May 2024", "2024-06-01"]);
    expect(result.amounts.map((amount) => amount.text)).toEqual(["€4.5 million", "12%"]);
    expect(result.keySentences).toContain("Dr. Smith signed the harbour plan on 3 May 2024, i.e. in spring.");
    for (const sentence of result.keySentences) expect(english.replace(/\s+/g, " ")).toContain(sentence);
  });

  test("German is known by its words", async () => {
    const result = await text(
      "Der Umsatz ist im Mai gestiegen. Die Kosten sind z. B. nicht mit dem Umsatz gewachsen, und das ist gut.",
    );
    expect(result).toMatchObject({ language: "de", sentences: 2 });
    expect(result.keyTerms[0]).toEqual({ term: "Umsatz", count: 2 });
  });
});
