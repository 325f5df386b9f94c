import { dirtySales, type Sale } from "#lib/adapters/services/fixtures/dirty-sales.ts";
import { expect, test } from "./fixtures/test.ts";

const ROWS = 50_000;
const sales = dirtySales(ROWS, 7, "german");

const grouped = (value: number, decimals: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
const euros = (cents: number): string => `€${grouped(cents / 100, 2)}`;
const sum = (rows: readonly Sale[], of: (row: Sale) => number | null): number =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0);

/** What the figures must be, by plain sums over the rows that the file was made from. */
const totalCents = sum(sales.rows, (row) => row.cents);
const totalPieces = sum(sales.rows, (row) => row.quantity);
const ranking = (of: (row: Sale) => string | null) =>
  [...Map.groupBy(sales.rows, of)]
    .filter(([name]) => name !== null)
    .map(([name, rows]) => ({ name: String(name), cents: sum(rows, (row) => row.cents) }))
    .toSorted((a, b) => b.cents - a.cents);
const products = ranking((row) => row.product);
const [bestProduct = { name: "", cents: 0 }] = products;
const [bestRegion = { name: "", cents: 0 }] = ranking((row) => row.region);

test("a spreadsheet of 50,000 dirty rows is handed over, analysed, right to the cent, and asked about", async ({
  page,
  chat,
  signUp,
}) => {
  await signUp();
  await page.getByRole("button", { name: "I have a spreadsheet of sales to understand" }).click();
  const card = page.getByRole("article", { name: "Hand-off from Guide to Content Liaison" });
  await expect(card).toContainText("I have a spreadsheet of sales to understand");
  await expect(card).toContainText("Which file is it?");
  await expect(chat.tab("Content Liaison")).toHaveAttribute("aria-selected", "true");
  await expect(chat.answer).toContainText("Please attach the file");
  await chat.answered();

  await chat.drop("Umsätze 2023–24.csv", sales.csv);
  await expect(page.getByRole("list", { name: "Files of this message" })).toContainText("MB");
  await chat.send("Here it is");

  const run = chat.panel.getByRole("article", { name: /^Content analysis/ });
  for (const step of ["Check the files", "Read the files", "Analyse the contents", "Draw the charts", "Write it up"])
    await expect(run.getByRole("listitem").filter({ hasText: `${step}, completed` })).toBeVisible({ timeout: 60_000 });
  await expect(chat.panel.getByRole("article", { name: "Content analysis: Done" })).toBeVisible();

  await expect(chat.thread).toContainText("has 50,000 rows and 6 columns");
  const result = chat.answers.filter({ hasText: "has 50,000 rows and 6 columns" });
  await expect(result).toContainText(`Umsatz: total ${euros(totalCents)}`);
  await expect(result).toContainText(`Menge: total ${grouped(totalPieces, 0)}`);
  await expect(result).toContainText(`Umsatz by Produkt: highest for ${bestProduct.name}, ${euros(bestProduct.cents)}`);
  const table = result.getByRole("table", { name: "Total Umsatz by Produkt" });
  for (const { name, cents } of products)
    await expect(table.getByRole("row").filter({ hasText: name })).toContainText(euros(cents));
  await expect(result.locator("svg.recharts-surface").first()).toBeVisible();

  await chat.send("Which region sold most?");
  await expect(chat.answer).toContainText(
    `${bestRegion.name} has the highest total Umsatz: ${euros(bestRegion.cents)}`,
  );
  await chat.answered();

  await page.reload();
  await expect(chat.tab("Content Liaison")).toHaveAttribute("aria-selected", "true");
  await expect(result).toContainText(`Umsatz: total ${euros(totalCents)}`);
  await expect(table).toBeVisible();
  await expect(result.locator("svg.recharts-surface").first()).toBeVisible();
  await expect(chat.answer).toContainText(euros(bestRegion.cents));
  await expect(chat.panel.getByRole("article", { name: "Content analysis: Done" })).toBeVisible();
  await chat.tab("Guide").click();
  await expect(card).toBeVisible();
});
