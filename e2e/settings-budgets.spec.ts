import type { Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/axe.ts";
import { Chat, expect, numberedWords, test } from "./fixtures/test.ts";

const ANSWER = numberedWords(60);
const USED = /The workspace's budget for \w+ has too little left/;

/** A token that is written costs a tenth of a cent: an answer of 512 tokens is 51 cents. */
async function setPrice(page: Page): Promise<void> {
  const { items } = await (await page.request.get("/api/llm-configs")).json();
  const story = items.find((one: { name: string }) => one.name === "Story");
  const answer = await page.request.patch(`/api/llm-configs/${story.id}`, {
    data: { price: { input: 1, output: 1_000 } },
  });
  expect(answer.ok()).toBe(true);
}

test("at the cap an answer pauses and says why, in every tab; it goes on by itself when an admin raises the budget", async ({
  page,
  model,
  signUp,
  colleague,
}) => {
  model.says(ANSWER);
  const ada = await signUp({ model });
  await setPrice(page);

  await page.goto("/settings/budgets");
  await expect(page.getByText("Nothing limits what is spent here.")).toBeVisible();
  await expect(page.getByText("No model was asked in these days.")).toBeVisible();
  await page.getByRole("button", { name: "New budget" }).click();
  await page.getByLabel("Limit in US dollars").fill("a lot");
  await expect(page.getByRole("alert")).toContainText("Enter an amount");
  await page.getByLabel("Limit in US dollars").fill("0.60");
  await page.reload();
  await expect(page.getByLabel("Limit in US dollars")).toHaveValue("0.60");
  await page.getByRole("button", { name: "Set the budget" }).click();
  await expect(page.getByText("The whole workspace, each month")).toBeVisible();

  const grace = await colleague("Grace Hopper", ada);
  await grace.chat.send("Tell me something");
  await grace.chat.answered();
  await expect(grace.chat.answer).toContainText("word-60");
  await grace.chat.send("And more");
  const paused = grace.chat.thread.getByRole("status").filter({ hasText: "Paused." });
  await expect(paused).toContainText(USED);
  await expect(paused).toContainText("when an admin of the workspace raises it");
  await expect(grace.page.getByRole("button", { name: "Stop" })).toBeVisible();
  await grace.page.reload();
  await expect(paused).toContainText(USED);
  const second = new Chat(await grace.page.context().newPage());
  await second.page.goto(grace.page.url());
  await expect(second.thread.getByRole("status").filter({ hasText: "Paused." })).toContainText(USED);
  for (const colorScheme of ["light", "dark"] as const) {
    await grace.page.emulateMedia({ colorScheme });
    await expectAccessible(grace.page);
  }

  await page.reload();
  await expect(page.getByText("one answer waits", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Change The whole workspace, each month" }).click();
  await page.getByLabel("Limit in US dollars").fill("20");
  await page.getByRole("button", { name: "Save" }).click();
  for (const chat of [grace.chat, second]) {
    await expect(chat.thread.getByText("Paused.")).toHaveCount(0);
    await chat.answered();
    expect(await chat.words()).toBe(ANSWER);
  }
  expect((await grace.chat.stored("guide")).map(({ status }) => status)).toEqual(Array(4).fill("complete"));
});

test("a paused answer can be stopped, and an admin is told before it comes to that", async ({
  page,
  chat,
  model,
  signUp,
}) => {
  model.says(ANSWER);
  await signUp({ model });
  await setPrice(page);
  await chat.send("Tell me something");
  await chat.answered();
  const year = new Date().getUTCFullYear();
  const { total } = await (await page.request.get(`/api/usage?from=${year}-01-01&to=${year}-12-31`)).json();
  expect(total.costMicros).toBeGreaterThan(0);
  const limitMicros = Math.ceil(total.costMicros * 1.1);
  const made = await page.request.post("/api/budgets", { data: { scope: "workspace", period: "total", limitMicros } });
  expect(made.status()).toBe(201);

  await page.reload();
  const notice = page.getByRole("region", { name: "Budget notice" });
  await expect(notice).toContainText("The workspace's budget is almost used up");
  await expectAccessible(page);
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);
  const looked = page.waitForResponse((response) => response.url().endsWith("/api/budgets"));
  await page.reload();
  await looked;
  await chat.send("And more");
  await expect(chat.thread.getByText("Paused.")).toBeVisible();
  await expect(notice).toHaveCount(0);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(chat.answer).toContainText("Stopped");
  await expect(chat.thread.getByText("Paused.")).toHaveCount(0);
  expect((await chat.stored("guide")).at(-1)?.status).toBe("stopped");
});

test("what was used is shown by day, agent, model and person, and everybody but admins sees their own alone", async ({
  page,
  chat,
  model,
  signUp,
  colleague,
}) => {
  model.says(ANSWER);
  const ada = await signUp({ model });
  await setPrice(page);
  const grace = await colleague("Grace Hopper", ada);
  for (const one of [chat, grace.chat]) {
    await one.send("Tell me something");
    await one.answered();
  }
  await chat.answer.hover();
  await expect(chat.answer.getByText(/out · \$0\.\d+/)).toBeVisible();

  await page.goto("/settings/budgets");
  for (const name of [/^Grace Hopper/, /^Ada Lovelace/, /^Guide/, /^story-1/])
    await expect(page.getByRole("row", { name })).toBeVisible();
  const chart = page.getByRole("figure", { name: "Cost by day" });
  await expect(chart.locator("svg").first()).toBeVisible();
  await page.getByRole("button", { name: "Tokens", exact: true }).click();
  await expect(page.getByRole("figure", { name: "Tokens by day" })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download CSV" }).click();
  expect((await download).suggestedFilename()).toMatch(/^usage-.*\.csv$/);
  await page.getByRole("link", { name: "Last month" }).click();
  await expect(page.getByText("No model was asked in these days.")).toBeVisible();

  await grace.page.goto("/settings/budgets");
  await expect(grace.page.getByRole("row", { name: /^Guide/ })).toBeVisible();
  await expect(grace.page.getByRole("row", { name: /^Ada Lovelace/ })).toHaveCount(0);
  await expect(grace.page.getByRole("heading", { name: "Budgets", exact: true })).toHaveCount(0);
});
