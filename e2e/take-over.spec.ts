import { test } from "./fixtures/cluster.ts";
import { expect, numberedWords, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(100);
/** With the 40th piece the model has written so far. */
const LAST_WRITTEN = "word-45";

test("the server is killed in mid-answer and another one takes over: no word leaves the screen, and the answer ends whole", async ({
  page,
  chat,
  cluster,
  model,
  signUp,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  model.holds(TEXT, { after: 40 });
  await signUp({ model });
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  const lost = await chat.watchForLoss();

  await cluster.killFirst();
  // The other process asks the model again, and begins where nothing is committed: at the first word.
  await expect.poll(() => model.holding, { timeout: 30_000 }).toBeGreaterThanOrEqual(2);
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  model.goOn();
  await chat.answered();
  await expect(page.getByText("Reconnecting")).toBeHidden();
  expect(await lost()).toEqual([]);
  expect(await chat.words()).toBe(TEXT);
  expect(await chat.storedText("guide")).toBe(TEXT);
});
