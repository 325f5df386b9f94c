import { expectAccessible } from "./fixtures/axe.ts";
import { expect, numberedWords, REFUSED, test } from "./fixtures/test.ts";

const ANSWER = numberedWords(120);
const LAST_WRITTEN = "word-30";

test("a mentee drafts, the primary approves, an observer watches live and cannot write", async ({
  page,
  chat,
  model,
  signUp,
  colleague,
  complaints,
}) => {
  model.says("Good morning.");
  const ada = await signUp({ model });
  await chat.send("Good morning");
  await chat.answered();
  await chat.bringIn("Luca");
  await chat.send("Something between Luca and me");
  await chat.answered();
  await chat.tab("Guide").click();

  const mia = await colleague("Mia Mentee", ada);
  const otto = await colleague("Otto Observer", ada);
  for (const { email, role } of [
    { email: mia.email, role: "mentee" },
    { email: otto.email, role: "observer" },
  ]) {
    const given = await page.request.post("/api/agents/guide/assignments", { data: { email, role } });
    expect(given.status()).toBe(201);
  }

  // The session comes into their lists by itself, with its owner's name; they see the guide's conversation alone.
  for (const one of [mia, otto]) {
    await one.page.getByRole("link", { name: /^Good morning.*shared by Ada Lovelace/ }).click();
    await expect(one.chat.thread).toContainText("Good morning");
    await expect(one.page.getByRole("article", { name: "Message by Ada Lovelace" })).toContainText("Good morning");
    await expect(one.page.getByRole("tab")).toHaveCount(1);
    await expect(one.page.getByRole("button", { name: "Bring in an agent" })).toHaveCount(0);
    await expect(one.page.getByText("Something between Luca and me")).toHaveCount(0);
  }
  await expect(otto.page.getByText("You observe this conversation")).toBeVisible();
  await expect(otto.chat.composer).toHaveCount(0);

  model.holds(ANSWER, { after: 40 });
  await expect(mia.page.getByText("is sent once a primary or shared person has approved it")).toBeVisible();
  await mia.chat.send("May I ask about VAT?");
  await expect(mia.page.getByRole("article", { name: "Your draft" })).toContainText("waiting for approval");
  await expect(mia.page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  const draft = page.getByRole("article", { name: "Draft by Mia Mentee" });
  await expect(draft).toContainText("May I ask about VAT?");
  await expectAccessible(page);
  await expect(otto.page.getByRole("article", { name: "Draft by Mia Mentee" })).toBeVisible();
  await expect(otto.page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expectAccessible(otto.page);

  await draft.getByRole("button", { name: "Approve" }).click();
  await expect(draft).toHaveCount(0);
  for (const one of [chat, otto.chat]) {
    await expect(one.page.getByRole("article", { name: "Message by Mia Mentee" })).toContainText(
      "May I ask about VAT?",
    );
    await expect(one.answer).toContainText(LAST_WRITTEN);
    await expect(one.answer).toHaveAttribute("aria-busy", "true");
  }
  await expect(mia.chat.mine("May I ask about VAT?")).toBeVisible();
  await expect(otto.page.getByRole("button", { name: "Stop" })).toHaveCount(0);
  model.goOn();
  for (const one of [chat, mia.chat, otto.chat]) {
    await one.answered();
    expect(await one.words()).toBe(ANSWER);
  }

  // A second draft is not wanted, and its author sees why.
  await mia.chat.send("Never mind the law?");
  await draft.getByRole("button", { name: "Reject" }).click();
  await page.getByLabel("Reason (optional)").fill("Ask Luca about the law.");
  await page.getByRole("dialog").getByRole("button", { name: "Reject" }).click();
  const mine = mia.page.getByRole("article", { name: "Your draft" });
  await expect(mine).toContainText("not sent");
  await expect(mine).toContainText("Ada Lovelace: Ask Luca about the law.");
  await expectAccessible(mia.page);

  // With another role the observer writes; who is not wanted any more is out at once.
  complaints.expect(REFUSED);
  const { userId } = await (await otto.page.request.get("/api/me")).json();
  const remove = () => page.request.delete(`/api/agents/guide/assignments?userId=${userId}`);
  await remove();
  await page.request.post("/api/agents/guide/assignments", { data: { userId, role: "shared" } });
  await expect(otto.chat.composer).toBeVisible();
  await remove();
  await expect(otto.page.getByRole("heading", { name: "This session is not shared with you any more" })).toBeVisible();
  await expect(otto.page.getByRole("link", { name: /shared by Ada/ })).toHaveCount(0);
});

test("a mentee's answer to a question waits, and lets the agent go on once it is approved", async ({
  page,
  chat,
  signUp,
  colleague,
}) => {
  const ada = await signUp();
  await chat.bringIn("Probe");
  await chat.send("ask confirm");
  const question = page.getByRole("region", { name: /^Probe asks/ });
  await expect(question.getByRole("button", { name: "Yes" })).toBeEnabled();
  const mia = await colleague("Mia Mentee", ada);
  const given = await page.request.post("/api/agents/probe/assignments", {
    data: { email: mia.email, role: "mentee" },
  });
  expect(given.status()).toBe(201);

  await mia.page.getByRole("link", { name: /shared by Ada Lovelace/ }).click();
  const theirs = mia.page.getByRole("region", { name: /^Probe asks/ });
  await theirs.getByRole("button", { name: "Yes" }).click();
  await expect(theirs.getByText("Your answer waits until")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Yes" })).toBeDisabled();
  await expect(mia.page.getByRole("article", { name: "Your draft" })).toContainText("In answer to:");

  const draft = page.getByRole("article", { name: "Draft by Mia Mentee" });
  await expect(draft).toContainText("Yes");
  await draft.getByRole("button", { name: "Approve" }).click();
  for (const one of [chat, mia.chat]) {
    await one.answered();
    await expect(one.answer).toContainText("got: true");
  }
});
