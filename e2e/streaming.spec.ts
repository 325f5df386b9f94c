import { holdCode } from "./fixtures/late-code.ts";
import { Chat, expect, numberedWords, REFUSED, test, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(160);
/** With the 40th piece the model has written so far. */
const LAST_WRITTEN = "word-45";

/** The model writes the first words of its text and waits for the story. */
test.beforeEach(async ({ model, signUp }) => {
  model.holds(TEXT, { after: 40 });
  await signUp({ model });
});

test("a refresh in mid-stream, a second tab and a second browser all show the same text, to its end", async ({
  page,
  chat,
  model,
  context,
  secondBrowser,
}) => {
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  const written = await chat.words();

  await page.reload();
  const tab = new Chat(await context.newPage());
  const other = new Chat(await (await secondBrowser()).newPage());
  const everywhere = [chat, tab, other];
  await Promise.all([tab, other].map((one) => one.page.goto(page.url())));
  for (const one of everywhere) {
    await expect(one.answer).toContainText(written);
    expect(await one.words()).toBe(written);
    await expect(one.answer).toHaveAttribute("aria-busy", "true");
  }

  model.goOn();
  for (const one of everywhere) {
    await one.answered();
    expect(await one.words()).toBe(TEXT);
  }
  expect(await chat.storedText("guide")).toBe(TEXT);
  await page.reload();
  expect(await chat.words()).toBe(TEXT);
});

test("an answer is stopped from another tab and keeps what was written", async ({ page, chat, context }) => {
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  const written = await chat.words();
  const tab = new Chat(await context.newPage());
  await tab.page.goto(page.url());
  await tab.page.getByRole("button", { name: "Stop" }).click();

  for (const one of [chat, tab]) {
    await one.answered();
    await expect(one.answer).toContainText("Stopped");
    expect(await one.words()).toBe(written);
  }
  const kept = await chat.storedText("guide");
  expect(TEXT.startsWith(kept)).toBe(true);
  expect(kept).toContain(written);
});

test("each conversation keeps its own draft, also over a refresh", async ({ page, chat }) => {
  await chat.composer.fill("A thought for the guide");
  await chat.bringIn("Luca");
  await expect(chat.composer).toHaveValue("");
  await chat.composer.fill("A question about tax");
  await chat.tab("Guide").click();
  await expect(chat.composer).toHaveValue("A thought for the guide");
  await page.reload();
  await expect(chat.composer).toHaveValue("A thought for the guide");
  await chat.bringIn("Luca");
  await expect(chat.composer).toHaveValue("A question about tax");
});

test("what is written in one tab outlives another tab that shows the same conversation", async ({
  page,
  chat,
  context,
}) => {
  const session = page.url();
  const tab = await context.newPage();
  await tab.goto(session);
  await chat.composer.fill("Half a thought");
  await page.goto("/inbox");
  await tab.goto("/inbox");
  await page.goto(session);
  await expect(chat.composer).toHaveValue("Half a thought");

  await tab.goto(session);
  const kept = () => page.evaluate(() => Object.values(localStorage));
  await chat.composer.fill("One ending");
  await expect.poll(kept).toContain("One ending");
  await new Chat(tab).composer.fill("Another ending");
  await expect.poll(kept).toContain("Another ending");
  await page.reload();
  await expect(chat.composer).toHaveValue("Another ending\nOne ending");
});

test("messages that wait in two tabs of one conversation are kept over a refresh, and each is sent once", async ({
  page,
  chat,
  model,
  context,
  complaints,
}) => {
  complaints.expect(REFUSED); // each tab asks whether it may go on now
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  const tab = new Chat(await context.newPage());
  await tab.page.goto(page.url());
  await chat.send("From the first");
  await expect(chat.mine("From the first")).toBeVisible();
  await tab.send("From the second");
  await expect(tab.mine("From the second")).toBeVisible();
  await chat.send("Of no use");
  await expect(chat.mine("Of no use")).toBeVisible();
  await page.reload();
  await tab.page.reload();
  await expect(tab.mine("Of no use")).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).last().click();
  for (const one of [chat, tab]) await expect(one.mine("Of no use")).toHaveCount(0);
  for (const one of [chat, tab])
    for (const text of ["From the first", "From the second"]) await expect(one.mine(text)).toHaveCount(1);

  model.goOn();
  for (const one of [chat, tab]) {
    await expect(one.answers).toHaveCount(3);
    await one.answered();
    for (const text of ["From the first", "From the second"]) await expect(one.mine(text)).toHaveCount(1);
  }
  const asked = (await chat.stored("guide")).filter(({ role }) => role === "user");
  expect(asked).toHaveLength(3);
  const kept = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("outbox")));
  await expect.poll(kept).toEqual([]);
});

test("what is written offline leaves when one is back, and nothing of the answer is missed meanwhile", async ({
  page,
  chat,
  model,
  context,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await chat.send("And what else?");
  await expect(page.getByText("You are offline. This is sent when you are back.")).toBeVisible();

  model.goOn();
  await context.setOffline(false);
  await expect(page.getByText("Offline", { exact: true })).toBeHidden();
  await expect(chat.answers).toHaveCount(2, { timeout: 30_000 });
  await chat.answered();
  await expect(chat.mine("And what else?")).toHaveCount(1);
  for (const answer of await chat.answers.all()) await expect(answer).toContainText(TEXT);
  const stored = await chat.stored("guide");
  expect(stored.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
});

test("what is written before the page's code is there goes on where the draft ends", async ({ page, chat }) => {
  await chat.composer.fill("A thought");
  const goOn = await holdCode(page);
  await page.goto(page.url(), { waitUntil: "commit" });
  await chat.composer.fill("and how it goes on");
  await goOn();
  await expect(chat.composer).toHaveValue("A thought\nand how it goes on");
  await expect.poll(() => page.evaluate(() => Object.values(localStorage))).toContain("A thought\nand how it goes on");
  await chat.composer.press("Enter");
  await expect(chat.mine("A thought")).toContainText("and how it goes on");
});
