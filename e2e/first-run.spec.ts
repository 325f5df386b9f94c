import type { Page } from "@playwright/test";
import { startServer, type TestServer } from "#lib/testing/server.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { Chat, expect, REFUSED, signIn, signOut, test as story } from "./fixtures/test.ts";

const ada = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse", workspace: "Engines" };
const GREETING = "Tell me in a sentence what you want to get done.";

/** Every story here begins with an empty home of its own. */
const test = story.extend<{ empty: TestServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  empty: async ({}, use) => {
    const server = await startServer({ env: { OUTBOUND_ALLOW: "127.0.0.1" } });
    await use(server);
    await server.stop();
  },
  baseURL: async ({ empty }, use) => use(empty.origin),
});

/** The first two steps: the owner's account and the workspace. */
async function makeWorkspace(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page).toHaveURL(/\/welcome$/);
  await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Workspace name").fill(ada.workspace);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { name: "Choose a model" })).toBeVisible();
}

test("a newcomer comes in three steps to the guide, and nobody else can sign up after", async ({ page, browser }) => {
  await makeWorkspace(page);
  await page.getByRole("button", { name: /^Use the built-in demo model/ }).click();

  const chat = new Chat(page);
  await expect(page).toHaveURL(/\/sessions\//);
  await expect(chat.tab("Guide")).toHaveAttribute("aria-selected", "true");
  await expect(chat.thread).toContainText(GREETING);
  await expect(page.getByRole("list", { name: "Ways to start" }).getByRole("button")).toHaveCount(4);
  await page.getByRole("button", { name: "What can you do for me?" }).click();
  await chat.answered();
  await expect(chat.answer).toContainText("Content liaison");

  const visitor = await browser.newPage();
  await visitor.goto(new URL("/welcome", page.url()).href);
  await expect(visitor).toHaveURL(/\/sign-in$/);
  await expect(visitor.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const { workspace: workspaceName, ...eve } = { ...ada, email: "eve@example.com" };
  const refused = await visitor.request.post(new URL("/api/setup", page.url()).href, {
    data: { ...eve, workspaceName },
  });
  expect(refused.status()).toBe(409);
  await visitor.close();

  await signOut(page, ada);
  await page.goto("/sessions");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.getByLabel("Password").fill("wrong horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /password/i })).toBeVisible();
  await signIn(page, ada);
  await expect(chat.mine("What can you do for me?")).toBeVisible();
});

test("the wizard tests a model before it is saved, and explains a wrong key", async ({ page, model, complaints }) => {
  complaints.expect(REFUSED);
  model.says("Hello, this is a model on the wire.");
  await makeWorkspace(page);
  await page.getByRole("button", { name: /^Connect a model/ }).click();
  await page.getByLabel("Provider").selectOption({ label: "OpenAI-compatible" });
  await page.getByLabel("Base URL").fill(model.baseUrl);
  await page.getByLabel("API key").fill("sk-wrong-0123456789");
  await page.getByLabel("Model", { exact: true }).fill(model.name);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("status")).toContainText("refused the API key");

  // What was filled in is there after a refresh, but for the key.
  await page.reload();
  await expect(page.getByLabel("Base URL")).toHaveValue(model.baseUrl);
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue(model.name);
  await expect(page.getByLabel("API key")).toHaveValue("");
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("sk-wrong");
  await expectAccessible(page);

  await page.getByLabel("API key").fill(model.key);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByRole("status")).toContainText("the model has answered");
  await page.getByRole("button", { name: "Save" }).click();

  const chat = new Chat(page);
  await expect(page).toHaveURL(/\/sessions\//);
  await chat.send("Who are you?");
  await chat.answered();
  await expect(chat.answer).toContainText("Hello, this is a model on the wire.");
});
