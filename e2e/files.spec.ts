import { expect, REFUSED, test } from "./fixtures/test.ts";

const MB = 1024 * 1024;
const file = (name: string, mimeType: string, content: string | Buffer) => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});
const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/** A zip archive with one text file in it. */
const zip = Buffer.from(
  "504b030414000000000000000000a865322b020000000200000005000000612e747874686" +
    "9504b0102140014000000000000000000a865322b02000000020000000500000000000000000000000000000000006" +
    "12e747874504b05060000000001000100330000002500000000" +
    "00",
  "hex",
);
const table = "Region,Umsatz\nKöln,12\nBern,30\n";

test.beforeEach(async ({ page, chat, signUp }) => {
  await signUp();
  await page.goto(`${page.url().split("?")[0]}?agent=content-liaison`);
  await expect(chat.tab("Content Liaison")).toHaveAttribute("aria-selected", "true");
});

test("files that cannot be taken are refused with the reason, and the good one goes on", async ({
  page,
  chat,
  complaints,
}) => {
  complaints.expect(REFUSED);
  const chip = (name: string) =>
    page.getByRole("list", { name: "Files of this message" }).getByRole("listitem").filter({ hasText: name });
  await chat.attach(
    file("empty.csv", "text/csv", ""),
    file("blank.csv", "text/csv", " \n \n"),
    file("book.xlsx", WORKBOOK, zip),
    file("scan.pdf", "application/pdf", "not a PDF at all"),
    file("virus.exe", "application/octet-stream", "MZ"),
    file("good.csv", "text/csv", table),
  );
  await expect(chip("empty.csv").getByRole("alert")).toHaveText("This file is empty.");
  await expect(chip("blank.csv").getByRole("alert")).toContainText("holds no text, only blank space");
  await expect(chip("book.xlsx").getByRole("alert")).toContainText("xlsx");
  await expect(chip("scan.pdf").getByRole("alert")).toContainText("is named .pdf but holds text");
  await expect(chip("virus.exe").getByRole("alert")).toContainText("Content Liaison takes pdf, docx, xlsx, csv");
  await expect(chip("good.csv").getByRole("alert")).toHaveCount(0);
  await expect(chip("good.csv")).toContainText(`${Buffer.byteLength(table)} B`);

  await chat.send("Only the good one");
  await expect(chat.thread).toContainText("good.csv has 2 rows and 2 columns", { timeout: 30_000 });
  await expect(chat.thread.getByRole("link")).toHaveCount(1);
});

test("a file over the agent's limit is refused with the limit, and the session lives on", async ({ page, chat }) => {
  await chat.bringIn("Luca");
  await chat.attach(file("large.csv", "text/csv", Buffer.alloc(12 * MB, "a,b\n")));
  await expect(
    page.getByRole("alert").filter({ hasText: "Files may be up to 10 MB; this one has 12 MB." }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Remove large.csv" }).click();
  await chat.send("How much is 19 % VAT on 2,480?");
  await chat.answered();
  await expect(chat.answer).toContainText("471.2");
});

test("a PDF that breaks off fails its analysis in words, and the next question is answered", async ({ page, chat }) => {
  await chat.attach(file("broken.pdf", "application/pdf", "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nstartxref\n0"));
  await chat.send("What does it say?");
  await expect(page.getByRole("article", { name: "Content analysis: Failed" }).first()).toContainText(/PDF|broken/i, {
    timeout: 30_000,
  });
  await chat.attach(file("good.csv", "text/csv", table));
  await chat.send("Then this one");
  await expect(chat.thread).toContainText("good.csv has 2 rows and 2 columns", { timeout: 30_000 });
});

test("a name that leads out of its folder or is endless is only a name", async ({ chat }) => {
  await chat.drop("../../etc/passwd.csv", table);
  await chat.drop(`${"x".repeat(5_000)}.csv`, table);
  await chat.send("Both of these");
  const names = chat.thread.getByRole("article", { name: "Your message" }).getByRole("link");
  await expect(names).toHaveCount(2);
  await expect(names.first()).toContainText("passwd.csv");
  await expect(names.first()).not.toContainText("etc");
  expect((await names.last().innerText()).length).toBeLessThan(300);
  await expect(chat.thread).toContainText("passwd.csv has 2 rows and 2 columns", { timeout: 30_000 });
});
