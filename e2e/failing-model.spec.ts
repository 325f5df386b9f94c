import { expectAccessible } from "./fixtures/axe.ts";
import { Chat, connect, expect, numberedWords, test } from "./fixtures/test.ts";

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

test("an answer that the model's limit cut off is kept and says so, also after a refresh, and goes on when asked", async ({
  page,
  chat,
  model,
  signUp,
}) => {
  model.isCutOff("The first half of it");
  await signUp({ model });
  await chat.send("Tell me everything");
  const notice = chat.thread.getByText("The model reached its limit of output");
  await expect(notice).toBeVisible();
  await expect(chat.answer).toContainText("The first half of it");
  await expect(chat.thread.getByRole("alert")).toHaveCount(0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.reload();
  await expect(notice).toBeVisible();
  model.says("and the second.");
  await chat.send("Go on");
  await expect(chat.answer).toContainText("and the second.");
  await expect(notice).toHaveCount(1);
});

test("a model that breaks off is followed by the next one, whose answer alone is shown and says so in every tab", async ({
  page,
  chat,
  context,
  model,
  secondModel,
  signUp,
}) => {
  model.holdsAndBreaksOff(numberedWords(60), { after: 30 });
  await signUp({ model });
  await connect(page.request, secondModel, "Second", false);
  secondModel.says(WELL);
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText("word-20");
  const tab = new Chat(await context.newPage());
  await tab.page.goto(page.url());
  await expect(tab.answer).toContainText("word-20");

  model.goOn();
  const why = "Written by Second because Story broke off (3 times).";
  for (const one of [chat, tab]) {
    await one.answered();
    await expect(one.answer).toContainText(WELL);
    await expect(one.answer).toContainText(why);
    expect(await one.words()).toBe("");
  }
  expect(await chat.storedText("guide")).toBe(WELL);

  for (const one of [chat, tab]) {
    await one.page.reload();
    await one.answer.getByText(why).click();
    await expect(one.answer.getByRole("list", { name: "Attempts" }).getByRole("listitem")).toHaveCount(3);
  }
});

test("while it waits for a busy model the thread says so, also after a refresh, and a stop ends it at once", async ({
  page,
  chat,
  model,
  signUp,
}) => {
  model.fails(429, "Slow down", 29);
  await signUp({ model });
  await chat.send("Are you there?");
  await expect(chat.answer).toContainText(/Story was busy: trying again in \d+ s/);
  await page.reload();
  await expect(chat.answer).toContainText(/Story was busy: trying again in \d+ s/);
  await page.getByRole("button", { name: "Stop" }).click();
  await chat.answered();
  await expect(chat.answer).toContainText("Stopped");
  await expect(chat.answer).toContainText("Story was busy (429).");
});

test("what a model wrote before it failed makes way for the reason, in every tab", async ({
  page,
  chat,
  context,
  model,
  secondModel,
  signUp,
}) => {
  model.holdsAndBreaksOff(numberedWords(60), { after: 30 });
  await signUp({ model });
  await connect(page.request, secondModel, "Second", false);
  secondModel.holds(WELL, { after: 0 });
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText("word-20");
  const tab = new Chat(await context.newPage());
  await tab.page.goto(page.url());
  await expect(tab.answer).toContainText("word-20");
  model.goOn();
  for (const one of [chat, tab]) {
    await expect(one.answer).toContainText("Story broke off: asking Second");
    expect(await one.words()).toBe("");
  }
  secondModel.goOn();
  for (const one of [chat, tab]) {
    await one.answered();
    await expect(one.answer).toContainText(WELL);
  }
});

test("when no model answers the reasons of all attempts are listed", async ({
  page,
  chat,
  model,
  secondModel,
  signUp,
}) => {
  model.fails(401, "No such key");
  secondModel.fails(404, "No such model");
  await signUp({ model });
  await connect(page.request, secondModel, "Second", false);
  await chat.send("Are you there?");
  const attempts = chat.answer.getByRole("alert").getByRole("list", { name: "Attempts" });
  await expect(attempts.getByRole("listitem")).toContainText([/Story.*refused the API key/, /Second.*does not know/]);
  secondModel.says(WELL);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(chat.answer).toContainText(WELL);
  await expect(chat.answer).toContainText("Written by Second because Story refused the key (401).");
});

test("the order in which models step in is set with the keyboard, which stays where it is", async ({
  page,
  model,
  signUp,
}) => {
  await signUp({ model });
  for (const name of ["Second", "Third"]) await connect(page.request, model, name, false);
  await page.goto("/settings/models");
  const names = page
    .getByRole("main")
    .getByRole("listitem")
    .getByText(/^(Story|Second|Third)$/);
  await expect(names).toHaveText(["Story", "Second", "Third"]);
  const up = page.getByRole("button", { name: "Move Third up" });
  await up.focus();
  for (const order of [
    ["Story", "Third", "Second"],
    ["Third", "Story", "Second"],
  ]) {
    await page.keyboard.press("Enter");
    await expect(names).toHaveText(order);
    await expect(up).toBeFocused();
  }
  await expect(up).toHaveAttribute("aria-disabled", "true");
  await expect
    .poll(async () => (await (await page.request.get("/api/llm-configs")).json()).items[0].name)
    .toBe("Third");
  await page.reload();
  await expect(names).toHaveText(["Third", "Story", "Second"]);
});
