import { test } from "./fixtures/house.ts";
import { expect, numberedWords, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(100);
/** With the 40th piece the model has written so far. */
const LAST_WRITTEN = "word-45";

test("the server is killed in mid-stream and started again: the answer ends whole, once, as it is stored", async ({
  page,
  chat,
  house,
  model,
  signUp,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  model.holds(TEXT, { after: 40 });
  await signUp({ model });
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);

  await house.crash();
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  model.goOn();
  await house.startAgain();
  await expect(page.getByText("Reconnecting")).toBeHidden({ timeout: 30_000 });
  await chat.answered();
  expect(await chat.words()).toBe(TEXT);
  expect(await chat.storedText("guide")).toBe(TEXT);

  await chat.send("Once more");
  await expect(chat.answers).toHaveCount(2);
  await chat.answered();
  expect(await chat.words()).toBe(TEXT);
});
