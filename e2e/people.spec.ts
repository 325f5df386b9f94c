import type { Page } from "@playwright/test";
import { createUser, type Person } from "./fixtures/accounts.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { type Chat, expect, numberedWords, REFUSED, type Story, test } from "./fixtures/test.ts";

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

/** Luca of Ada Lovelace, at work in a session of hers, on the page of a colleague who is his primary. */
async function primaryOf(ada: Person, chat: Chat, colleague: Story["colleague"]): Promise<Page> {
  const { page } = chat;
  await page.goto("/agents/luca");
  await page.getByRole("button", { name: "Start a session" }).click();
  await chat.send("What is the VAT on 100?");
  await chat.answered();
  const pia = await colleague("Pia Primary", ada);
  const given = await page.request.post("/api/agents/luca/assignments", {
    data: { email: pia.email, role: "primary" },
  });
  expect(given.status()).toBe(201);
  await pia.page.goto("/agents");
  await pia.page.getByRole("link", { name: /Luca of Ada Lovelace primary/ }).click();
  await expect(pia.page.getByText("This is Ada Lovelace’s agent. Your role is primary.")).toBeVisible();
  return pia.page;
}

test("a primary who is not the owner follows the agent live, changes its people and ends its sessions", async ({
  page,
  chat,
  model,
  signUp,
  colleague,
  home,
}) => {
  model.says("That makes 19.");
  const ada = await signUp({ model });
  const otto = { ...ada, name: "Otto Observer", email: `otto-${ada.email}` };
  await createUser(home, otto);
  const pia = await primaryOf(ada, chat, colleague);
  const part = (name: string) => pia.getByRole("region", { name, exact: true });
  const sessions = (name: string) => part("Sessions").getByRole("list", { name }).getByRole("listitem");
  const events = part("Timeline").getByRole("list", { name: "Events, newest first" }).locator(":scope > li");
  await expect(pia.getByRole("button", { name: "Start a session" })).toHaveCount(0);
  await expectAccessible(pia);

  await page.request.patch("/api/agents/luca", { data: { preferences: { language: "German" } } });
  await expect(events.first()).toContainText("Preferences set: language");
  await pia.getByRole("combobox", { name: "Member" }).selectOption({ label: `${otto.name} (${otto.email})` });
  await pia.getByRole("combobox", { name: "Role", exact: true }).selectOption("observer");
  await pia.getByRole("button", { name: "Add", exact: true }).click();
  await expect(events.first()).toContainText("Otto Observer got the role observer");

  await pia.getByRole("button", { name: /^Stop What is the VAT/ }).click();
  await expect(sessions("Ended")).toHaveCount(1);
  await chat.send("And on 200?");
  await expect(chat.answers).toHaveCount(2);
  await chat.answered();
  await pia.getByRole("button", { name: /^Complete What is the VAT/ }).click();
  await expect(sessions("Ended")).toHaveCount(2);
  await expect(sessions("Under way")).toHaveCount(0);
});

test("a primary who is not the owner archives the agent, and the owner's screens say so", async ({
  page,
  chat,
  model,
  signUp,
  colleague,
  secondBrowser,
}) => {
  model.says("That makes 19.");
  const ada = await signUp({ model });
  const pia = await primaryOf(ada, chat, colleague);
  const other = await (await secondBrowser()).newPage();
  await other.goto("/agents/luca");
  await expect(other.getByRole("button", { name: "Archive" })).toBeVisible();
  await pia.getByRole("button", { name: "Archive" }).click();
  const dialog = pia.getByRole("dialog", { name: "Archive Luca of Ada Lovelace?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("We start anew");
  await dialog.getByRole("button", { name: "Archive" }).click();

  await expect(other.getByText("Pia Primary archived Luca: We start anew")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Luca was archived" })).toContainText("We start anew");
  await expect(chat.composer).toHaveCount(0);
  await expect(other.getByText("One archived before")).toBeVisible();
  await expectAccessible(page);
  await expect(pia.getByText(/What it did stays readable here/)).toContainText("We start anew");
  await expect(pia.getByRole("button", { name: /^(Archive|Stop|Complete|Add)/ })).toHaveCount(0);
  await expectAccessible(pia);
  await page.getByRole("link", { name: "Go on with a fresh Luca" }).click();
  await expect(page.getByRole("button", { name: "Start a session" })).toBeVisible();
});

test("an agent is archived while its question waits: the owner sees it end, then and later, and starts afresh", async ({
  page,
  chat,
  signUp,
  colleague,
}) => {
  const ada = await signUp();
  await page.goto("/agents/probe");
  await page.getByRole("button", { name: "Start a session" }).click();
  await chat.send("ask choices");
  const question = chat.question("Which ones shall I compare");
  await expect(question.getByRole("checkbox", { name: "Care" })).toBeEnabled();
  const session = page.url();
  const pia = await colleague("Pia Primary", ada);
  const role = { email: pia.email, role: "primary" };
  expect((await page.request.post("/api/agents/probe/assignments", { data: role })).status()).toBe(201);

  await pia.page.goto("/agents");
  await pia.page.getByRole("link", { name: /Probe of Ada Lovelace primary/ }).click();
  await pia.page.getByRole("button", { name: "Archive" }).click();
  const dialog = pia.page.getByRole("dialog", { name: "Archive Probe of Ada Lovelace?" });
  await expect(dialog).toContainText("with whatever runs or waits for an answer there");
  await dialog.getByRole("button", { name: "Archive" }).click();

  const ended = "Ended without an answer";
  await expect(question).toContainText(ended);
  await expect(question.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^Inbox/ })).not.toContainText("waiting");
  await page.reload();
  await expect(chat.answer).toContainText(ended);
  await expect(chat.answer).toContainText("Which ones shall I compare?");

  await page.getByRole("link", { name: "Go on with a fresh Probe" }).click();
  await page.getByRole("button", { name: "Start a session" }).click();
  await chat.send("stream 3");
  await expect(chat.answer).toContainText("0000 0001 0002");
  await page.goto("/agents/probe");
  await page.getByText("One archived before").click();
  await page.getByRole("list", { name: "Archived before" }).getByRole("link").click();
  const before = page.getByRole("list", { name: "Ended" }).getByRole("listitem");
  await expect(before).toContainText("stopped");
  await before.getByRole("link").click();
  await expect(page).toHaveURL(session.replace(/\?.*/, "?agent=probe"));
  await expect(chat.answer).toContainText(ended);
});

test("who has a role on an agent leaves it on its page, once they have read what that means", async ({
  page,
  chat,
  signUp,
  colleague,
  complaints,
}) => {
  complaints.expect(REFUSED); // what is read of the agent while it is being left
  const ada = await signUp();
  await chat.bringIn("Probe");
  await chat.send("ask choices");
  await expect(chat.question("Which ones shall I compare")).toBeVisible();
  const otto = await colleague("Otto Observer", ada);
  const role = { email: otto.email, role: "observer" };
  expect((await page.request.post("/api/agents/probe/assignments", { data: role })).status()).toBe(201);

  await otto.page.goto("/agents");
  await otto.page.getByRole("link", { name: /Probe of Ada Lovelace observer/ }).click();
  await expect(otto.page.getByRole("link", { name: "Which ones shall I compare?", exact: true })).toBeVisible();
  await expect(otto.page.getByText("**")).toHaveCount(0);
  const colourOf = (selector: string) =>
    otto.page.evaluate((which) => getComputedStyle(document.querySelector(which) as Element).backgroundColor, selector);
  expect(await colourOf("nav[aria-label='Parts of this page']")).toBe(await colourOf("body"));
  await otto.page.getByRole("button", { name: "Leave" }).click();
  const dialog = otto.page.getByRole("dialog", { name: "Leave Probe?" });
  await expect(dialog).toContainText("You no longer see this agent");
  await expectAccessible(otto.page);
  await dialog.getByRole("button", { name: "Leave" }).click();

  // It goes by itself after some seconds: it is looked at once.
  const looks = await otto.page.getByText("You have left Probe.").evaluate((element) => ({
    font: getComputedStyle(element).fontFamily === getComputedStyle(document.body).fontFamily,
    atTheTop: element.getBoundingClientRect().y < 200,
    visible: element.checkVisibility(),
  }));
  expect(looks).toEqual({ font: true, atTheTop: true, visible: true });
  await expect(otto.page).toHaveURL(/\/agents$/);
  await expect(otto.page.getByRole("link", { name: /Probe of Ada/ })).toHaveCount(0);
  await expect(otto.page.getByRole("link", { name: /shared by Ada/ })).toHaveCount(0);
  await page.goto("/agents/probe");
  await expect(page.getByRole("list", { name: "People and roles" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Leave" })).toHaveCount(0);
});
