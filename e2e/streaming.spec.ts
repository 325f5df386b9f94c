import { Chat, expect, numberedWords, test, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(160);
/** About four seconds of writing. */
const PACE = { characters: 9, everyMs: 25 };

test.beforeEach(async ({ model, signUp }) => {
  model.saysSlowly(TEXT, PACE);
  await signUp({ model });
});

test("a refresh in mid-stream, a second tab and a second browser all show the same text, to its end", async ({
  page,
  chat,
  context,
  secondBrowser,
}) => {
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText("word-20 ");
  const before = await chat.words();

  await page.reload();
  await expect(chat.answer).toHaveAttribute("aria-busy", "true");
  await expect(chat.answer).toContainText(before);

  const tab = new Chat(await context.newPage());
  const other = new Chat(await (await secondBrowser()).newPage());
  await Promise.all([tab, other].map((one) => one.page.goto(page.url())));
  for (const one of [tab, other]) await expect(one.answer).toHaveAttribute("aria-busy", "true");

  for (const one of [chat, tab, other]) {
    await one.answered();
    expect(await one.words()).toBe(TEXT);
  }
  expect(await chat.storedText("guide")).toBe(TEXT);
  await page.reload();
  expect(await chat.words()).toBe(TEXT);
});

test("an answer is stopped from another tab and keeps what was written", async ({ page, chat, context }) => {
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText("word-10 ");
  const tab = new Chat(await context.newPage());
  await tab.page.goto(page.url());
  await tab.page.getByRole("button", { name: "Stop" }).click();

  for (const one of [chat, tab]) {
    await one.answered();
    await expect(one.answer).toContainText("Stopped");
  }
  const kept = await chat.storedText("guide");
  expect(TEXT.startsWith(kept.trimEnd())).toBe(true);
  expect(kept.length).toBeLessThan(TEXT.length);
  for (const one of [chat, tab]) await expect(one.answer).toContainText(kept.trim());
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

test("what is written offline leaves when one is back, and nothing of the answer is missed meanwhile", async ({
  page,
  chat,
  context,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText("word-10 ");
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await chat.send("And what else?");
  await expect(page.getByText("You are offline. This is sent when you are back.")).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByText("Offline", { exact: true })).toBeHidden();
  await expect(chat.answers).toHaveCount(2, { timeout: 30_000 });
  await chat.answered();
  await expect(chat.mine("And what else?")).toHaveCount(1);
  for (const answer of await chat.answers.all()) await expect(answer).toContainText(TEXT);
  const stored = await chat.stored("guide");
  expect(stored.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
});
