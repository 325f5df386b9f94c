import { expect, numberedWords, test } from "./fixtures/test.ts";

const WELL = "All is well again.";

const faults = [
  { what: "refuses the key", status: 401, reason: "refused the API key" },
  { what: "has a fault of its own", status: 500, reason: "has a fault at the moment (500)" },
];

for (const { what, status, reason } of faults) {
  test(`a model that ${what} gives a failed answer with the reason, and another try succeeds`, async ({
    page,
    chat,
    model,
    signUp,
  }) => {
    model.fails(status, "The provider's own words");
    await signUp({ model });
    await chat.send("Are you there?");
    await expect(chat.answer.getByRole("alert")).toContainText(reason);
    await chat.answered();
    expect((await chat.stored("guide")).at(-1)?.status).toBe("failed");

    await page.reload();
    await expect(chat.answer.getByRole("alert")).toContainText(reason);
    model.says(WELL);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(chat.answer).toContainText(WELL);
    await chat.answered();
    await expect(chat.thread.getByRole("alert")).toHaveCount(0);
    await expect(chat.mine("Are you there?")).toHaveCount(1);
  });
}

test("an answer that breaks off keeps what was written, and another try is whole", async ({
  page,
  chat,
  model,
  signUp,
}) => {
  const text = numberedWords(60);
  model.breaksOff(text, { after: 30 });
  await signUp({ model });
  await chat.send("Tell me everything");
  await expect(chat.answer.getByRole("alert")).toContainText("broke off");
  const partial = await chat.words();
  expect(partial.length).toBeGreaterThan(0);
  const kept = await chat.storedText("guide");
  expect(text.startsWith(kept.trimEnd())).toBe(true);
  expect(kept.trimEnd().startsWith(partial)).toBe(true);

  model.says(text);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(chat.answer).toContainText(text);
  await expect(chat.thread.getByRole("alert")).toHaveCount(0);
});
