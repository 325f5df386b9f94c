import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { type Chat, expect, REFUSED, test } from "./fixtures/test.ts";

const PHONE = { width: 360, height: 740 };
const WORDS = "What was agreed on <b>Monday</b>?";

/** The file that an entry of the session's menu gives. */
async function exported(page: Page, entry: string): Promise<{ name: string; path: string }> {
  await page.getByRole("button", { name: "Session actions" }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: entry }).click(),
  ]);
  return { name: file.suggestedFilename(), path: await file.path() };
}

async function said(chat: Chat): Promise<string[]> {
  const texts = await chat.thread.getByRole("article").locator(":scope > :not(footer)").allInnerTexts();
  return texts.map((text) => text.trim());
}

test("a session is exported in the browser and imported again, and says the same", async ({ page, chat, signUp }) => {
  await signUp();
  await chat.send(WORDS);
  await chat.answered();
  await page.getByRole("button", { name: "Session actions" }).click();
  await expect(page.getByRole("menuitem", { name: "Delete for good…" })).toBeVisible();
  await page.keyboard.press("Escape");

  const before = chat.sessionId;
  const words = await said(chat);
  const markdown = await exported(page, "As Markdown");
  expect(markdown.name).toMatch(/\.md$/);
  expect(await readFile(markdown.path, "utf8")).toContain("> What was agreed on &lt;b>Monday&lt;/b>?");
  const json = await exported(page, "As JSON");

  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Import a session" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a session" });
  await expectAccessible(page);
  await dialog.getByLabel("Choose a file").setInputFiles(json.path);
  await expect(dialog).toBeHidden();
  await expect(page).not.toHaveURL(new RegExp(before));
  await expect(chat.mine(WORDS)).toBeVisible();
  expect(await said(chat)).toEqual(words);

  await chat.send("And on Tuesday?");
  await chat.answered();
  await expect(chat.answers).toHaveCount(2);
});

test("on a phone a file that is none is refused in words, and a session goes for good after one question", async ({
  page,
  chat,
  signUp,
  complaints,
}) => {
  await page.setViewportSize(PHONE);
  await signUp();
  await chat.send(WORDS);
  await chat.answered();
  const { path } = await exported(page, "As JSON");
  const id = chat.sessionId;
  const file = JSON.parse(await readFile(path, "utf8"));

  await page.goto("/settings/data");
  await page.getByRole("button", { name: "Import a session" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a session" });
  const choose = async (content: string) =>
    dialog.getByLabel("Choose a file").setInputFiles({
      ...{ name: "session.json", mimeType: "application/json", buffer: Buffer.from(content) },
    });
  complaints.expect(REFUSED);
  await choose("no session at all");
  await expect(dialog.getByRole("alert")).toHaveText("This file is no session. Choose one that was exported as JSON.");
  await choose(JSON.stringify({ ...file, conversations: [{ ...file.conversations[0], agent: "NO ONE" }] }));
  await expect(dialog.getByRole("alert")).toHaveText(/^conversations\.0\.agent: An agent is named by its slug/);
  await choose("x".repeat(11 * 1024 * 1024));
  await expect(dialog.getByRole("alert")).toContainText("Sessions of up to 10 MB can be imported");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await choose(JSON.stringify({ ...file, conversations: [{ ...file.conversations[0], agent: "acme-bot" }] }));
  await expect(page).toHaveURL(/\/sessions\//);
  await expect(page.getByText("This installation has no such agent. What was said stays readable.")).toBeVisible();
  await expect(chat.mine(WORDS)).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.goto(`/sessions/${id}`);
  await page.getByRole("button", { name: "Session actions" }).click();
  await page.getByRole("menuitem", { name: "Delete for good…" }).click();
  const question = page.getByRole("dialog", { name: /^Delete “.*” for good\?$/ });
  await expect(question).toContainText("Nothing brings it back.");
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await question.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByText("The session was deleted for good.")).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(id));
  expect((await page.request.get(`/api/sessions/${id}`)).status()).toBe(404);
});
