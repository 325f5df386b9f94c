import { expectAccessible } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";

const ASKED = "What did we conclude last time?";
const REMEMBERED = "19 % tax on 2,480 is 471.2";

test("what a completed session concluded is known in the next one, until it is forgotten", async ({
  page,
  chat,
  signUp,
}) => {
  await signUp();
  await page.goto("/agents/luca");
  await page.getByRole("button", { name: "Start a session" }).first().click();
  await expect(chat.tab("Luca")).toHaveAttribute("aria-selected", "true");
  await chat.send("How much is 19 % VAT on 2,480?");
  await expect(chat.answer).toContainText("471.2");
  await chat.answered();
  const first = chat.sessionId;
  await page.getByRole("button", { name: "Complete session" }).click();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible();
  await expectAccessible(page);
  const memories = async () => (await (await page.request.get("/api/agents/luca/memories")).json()).items;
  await expect.poll(memories, { timeout: 20_000 }).toMatchObject([{ sessionId: first, source: "rule" }]);

  await page.goto("/agents/luca");
  await page.getByRole("button", { name: "Start a session" }).first().click();
  await expect(chat.answers).toHaveCount(0);
  await chat.send(ASKED);
  await expect(chat.answer).toContainText(REMEMBERED);
  await chat.answered();
  expect(chat.sessionId).not.toBe(first);

  const [memory] = await memories();
  expect((await page.request.delete(`/api/agents/luca/memories/${memory.id}`)).status()).toBe(204);
  await chat.send(ASKED);
  await expect(chat.answer).toContainText("I remember nothing of earlier sessions.");
  await chat.answered();
});

test("a completed session opens again when someone writes in it", async ({ page, chat, signUp }) => {
  await signUp();
  await expect(page.getByRole("button", { name: "Complete session" })).toHaveCount(0);
  await chat.send("What can you do for me?");
  await chat.answered();
  await page.getByRole("button", { name: "Complete session" }).click();
  await expect(page.getByText("Completed", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Complete session" })).toHaveCount(0);
  await chat.send("One more thing: who are you?");
  await chat.answered();
  await expect(page.getByText("Completed", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Complete session" })).toBeEnabled();
});
