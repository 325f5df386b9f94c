import type { Page } from "@playwright/test";
import { fetchNothingAhead } from "./fixtures/late-code.ts";
import { Chat, expect, numberedWords, test, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(160);
/** With the 40th piece the model has written so far. */
const LAST_WRITTEN = "word-45";

test.beforeEach(async ({ model, signUp, chat }) => {
  model.holds(TEXT, { after: 40 });
  await signUp({ model });
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
});

test("the Wi-Fi is gone while the answer is written to its end: it is said, what was there stays, and the rest comes", async ({
  page,
  chat,
  model,
  context,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  const lost = await chat.watchForLoss();
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await expect(page.getByText("Offline. Sent when you are back.")).toBeVisible();
  model.goOn();
  await expect.poll(() => chat.storedText("guide")).toBe(TEXT);

  await context.setOffline(false);
  await chat.answered();
  await expect(page.getByText("Offline", { exact: true })).toBeHidden();
  await expect(page.getByText("Offline. Sent when you are back.")).toBeHidden();
  await expect(page.getByText("Reconnecting")).toBeHidden();
  expect(await lost()).toEqual([]);
  expect(await chat.words()).toBe(TEXT);
});

test("a laptop that sleeps while the answer is written shows all of it when it wakes", async ({
  page,
  chat,
  model,
}) => {
  const lost = await chat.watchForLoss();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  model.goOn();
  await expect.poll(() => chat.storedText("guide")).toBe(TEXT);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await chat.answered();
  expect(await lost()).toEqual([]);
  expect(await chat.words()).toBe(TEXT);
});

test("two tabs and a phone write and read one conversation: the same text, in the same order", async ({
  page,
  chat,
  model,
  context,
  secondBrowser,
}) => {
  const tab = new Chat(await context.newPage());
  const phone = new Chat(await (await secondBrowser()).newPage());
  await phone.page.setViewportSize({ width: 360, height: 740 });
  const everywhere = [chat, tab, phone];
  await Promise.all([tab, phone].map((one) => one.page.goto(page.url())));
  for (const one of everywhere) await expect(one.answer).toContainText(LAST_WRITTEN);
  await phone.send("And from my phone");
  model.goOn();

  for (const one of everywhere) {
    await expect(one.answers).toHaveCount(2);
    await one.answered();
    await expect(one.mine("And from my phone")).toHaveCount(1);
    for (const answer of await one.answers.all()) await expect(answer).toContainText(TEXT);
  }
  const stored = await chat.stored("guide");
  expect(stored.map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
});

/** The same page, in which no code comes before its need. */
async function reloadWithNothingAhead(page: Page, chat: Chat): Promise<void> {
  await fetchNothingAhead(page);
  await page.reload();
  await expect(chat.answer).toContainText(LAST_WRITTEN);
}

test("whoever touches something on a phone while the Wi-Fi is gone keeps the conversation, and gets it when they are back", async ({
  page,
  chat,
  model,
  context,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  await page.setViewportSize({ width: 360, height: 740 });
  await reloadWithNothingAhead(page, chat);
  await context.setOffline(true);
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("button", { name: "Session actions" }).click();
  await expect(chat.answer).toContainText(LAST_WRITTEN);

  await context.setOffline(false);
  await page.getByRole("menuitem", { name: "As Markdown" }).waitFor();
  await page.keyboard.press("Escape");
  model.goOn();
  await chat.answered();
  expect(await chat.words()).toBe(TEXT);
});

test("a page that is older than the server, which has its code no more, is made new with one click", async ({
  page,
  chat,
  complaints,
}) => {
  complaints.expect(/./);
  await reloadWithNothingAhead(page, chat);
  await page.route("**/_next/static/chunks/**", (route) => route.fulfill({ status: 404 }));
  const broken = page.getByRole("heading", { name: "Something went wrong" });
  await expect(async () => {
    if (!(await broken.isVisible()))
      await page.getByRole("button", { name: "Session actions" }).click({ timeout: 1_000 });
    await expect(broken).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await page.unroute("**/_next/static/chunks/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(chat.answer).toContainText(LAST_WRITTEN);
});
