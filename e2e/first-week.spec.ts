import type { Page } from "@playwright/test";
import { stepAside } from "./fixtures/lines.ts";
import { Chat, expect, numberedWords, REFUSED, test } from "./fixtures/test.ts";

const ANSWER = numberedWords(40);
const PASSWORD = "correct horse staple";
const USED_UP = /The workspace's budget for \w+ has too little left/;

/** Invites one person by the dialog and gives the link that it shows. */
async function invite(page: Page, address: string, role: "admin" | "member" | "viewer"): Promise<string> {
  await page.goto("/settings/members");
  await page.getByRole("button", { name: "Invite people" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("E-mail addresses").fill(address);
  await dialog.getByLabel("Role").selectOption(role);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  const link = await dialog.getByRole("textbox", { name: `Link for ${address}` }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}

async function join(page: Page, link: string, name: string): Promise<Chat> {
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page).toHaveURL(/\/sessions/);
  return new Chat(page);
}

const account = (page: Page, name: string, workspace: string) =>
  page.getByRole("button", { name: `Account: ${name} ${workspace}` });

const callWith = (origin: string | undefined, key: string, path: string) =>
  fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${key}` } });

test("a team's first week: five people, every role, two workspaces", async ({
  page,
  model,
  signUp,
  newcomer,
  colleague,
  complaints,
  baseURL,
}, { testId }) => {
  test.setTimeout(300_000);
  const address = (name: string) => `${name}-${testId}@example.com`;
  model.says(ANSWER);
  const ada = await signUp({ model });

  // Monday: everybody comes, each with a role.
  const ben = await join(await newcomer(), await invite(page, address("ben"), "admin"), "Ben Admin");
  const mia = await join(await newcomer(), await invite(page, address("mia"), "member"), "Mia Member");
  const vic = await join(await newcomer(), await invite(page, address("vic"), "viewer"), "Vic Viewer");
  await page.reload();
  for (const [name, role] of [
    ["Ben Admin", "admin"],
    ["Mia Member", "member"],
    ["Vic Viewer", "viewer"],
  ] as const)
    await expect(page.getByRole("button", { name: `Role of ${name}: ${role}`, exact: true })).toBeVisible();
  await expect(vic.page.getByRole("heading", { name: "Nothing is shared with you yet" })).toBeVisible();
  await expect(vic.page.getByRole("button", { name: "New session", exact: true })).toHaveCount(0);

  // Tuesday: Mia works. What she says is hers, whoever owns or runs the workspace.
  await mia.send("What is confidential");
  await mia.answered();
  expect(await mia.words()).toBe(ANSWER);
  complaints.expect(REFUSED);
  for (const other of [page, ben.page, vic.page]) {
    expect((await other.request.get(`/api/sessions/${mia.sessionId}`)).status()).toBe(404);
    await other.goto(`/sessions/${mia.sessionId}`);
    await expect(other.getByText("What is confidential")).toHaveCount(0);
  }

  // Wednesday: Mia's script has a key; Ben ends it. The members' pages are not hers.
  const made = await mia.page.request.post("/api/api-keys", {
    data: { name: "Mia's script", scopes: ["sessions:read"] },
  });
  const { key } = await made.json();
  expect((await callWith(baseURL, key, "/api/sessions")).status).toBe(200);
  expect((await callWith(baseURL, key, "/api/audit")).status).toBe(403);
  await mia.page.goto("/settings/audit-log");
  await expect(mia.page.getByText("This needs the role admin")).toBeVisible();
  await ben.page.goto("/settings/api-keys?of=workspace");
  await ben.page.getByRole("button", { name: "Revoke Mia's script" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(ben.page.getByText("Nobody has a key in this workspace.")).toBeVisible();
  expect((await callWith(baseURL, key, "/api/sessions")).status).toBe(401);

  // Thursday: Ben sets a budget, an answer of Mia's waits for it, and goes on when he raises it.
  const { items: models } = await (await ben.page.request.get("/api/llm-configs")).json();
  const story = models.find((one: { name: string }) => one.name === "Story");
  await ben.page.request.patch(`/api/llm-configs/${story.id}`, { data: { price: { input: 1, output: 1_000 } } });
  await ben.page.goto("/settings/budgets");
  await ben.page.getByRole("button", { name: "New budget" }).click();
  await ben.page.getByLabel("Limit in US dollars").fill("0.01");
  await ben.page.getByRole("button", { name: "Set the budget" }).click();
  await mia.page.goBack();
  await mia.send("And what costs money");
  const paused = mia.thread.getByRole("status").filter({ hasText: "Paused." });
  await expect(paused).toContainText(USED_UP);
  await ben.page.getByRole("button", { name: "Change The whole workspace, each month" }).click();
  await ben.page.getByLabel("Limit in US dollars").fill("20");
  await ben.page.getByRole("button", { name: "Save" }).click();
  await expect(paused).toHaveCount(0);
  await mia.answered();
  expect(await mia.words()).toBe(ANSWER);

  // Zoe's workspace is another one. Mia joins it with the account that she has, and neither sees into the other.
  const zoe = await colleague("Zoe Owner", { ...ada, workspace: `Mill ${testId}` });
  const link = await invite(zoe.page, address("mia"), "member");
  const inEngines = mia.page.url();
  const tab = new Chat(await mia.page.context().newPage());
  await tab.page.goto(link);
  await tab.page.getByRole("button", { name: "Join" }).click();
  await expect(account(tab.page, "Mia Member", `Mill ${testId}`)).toBeVisible();
  await expect(mia.page.getByRole("heading", { name: `This session is in ${ada.workspace}` })).toBeVisible();
  await expect(tab.page.getByRole("link", { name: /What is confidential/ })).toHaveCount(0);
  expect((await zoe.page.request.get(`/api/sessions/${mia.sessionId}`)).status()).toBe(404);
  const people = async (who: Page) =>
    (await (await who.request.get("/api/members")).json()).items.map(({ name }: { name: string }) => name).toSorted();
  expect(await people(zoe.page)).toEqual(["Mia Member", "Zoe Owner"]);
  expect(await people(page)).toEqual(["Ada Lovelace", "Ben Admin", "Mia Member", "Vic Viewer"]);
  await tab.page.close();
  await mia.page.waitForLoadState();
  await mia.page.getByRole("button", { name: "Switch and open it" }).click();
  await expect(mia.thread).toContainText("What is confidential");

  // Friday: while an answer is being written Ben suspends Mia. She is out of this workspace at once, and only of it.
  model.holds(ANSWER, { after: 10 });
  await mia.send("One more thing");
  await expect(mia.answer).toContainText("word-8");
  await ben.page.goto("/settings/members");
  await ben.page.getByRole("button", { name: "More about Mia Member" }).click();
  await ben.page.getByRole("menuitem", { name: "Suspend" }).click();
  await ben.page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(mia.page.getByText("What is confidential")).toHaveCount(0);
  model.goOn();
  await mia.page.goto(inEngines);
  await expect(mia.page.getByText("What is confidential")).toHaveCount(0);
  await mia.page.goto("/");
  await expect(account(mia.page, "Mia Member", `Mill ${testId}`)).toBeVisible();
  await ben.page.getByRole("button", { name: "More about Mia Member" }).click();
  await ben.page.getByRole("menuitem", { name: "Restore" }).click();
  await expect(ben.page.getByText("Mia Member may come in again.")).toBeVisible();

  // Ada hands over to Ben and leaves; the log tells the week, and is whole.
  await stepAside(ben.page);
  await page.goto("/settings/workspace");
  await page.getByRole("button", { name: "Hand it over" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("New owner").selectOption({ label: `Ben Admin (${address("ben")})` });
  await dialog.getByLabel("Type the workspace's name").fill(ada.workspace);
  await dialog.getByRole("button", { name: "Hand it over" }).click();
  await expect(page.getByText("You are an admin")).toBeVisible();
  await page.waitForLoadState();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { name: "You are in no workspace now" })).toBeVisible();

  await ben.page.goto("/settings/audit-log");
  const entries = ben.page.getByRole("list", { name: "Entries" }).getByRole("listitem");
  for (const told of [
    "Ada Lovelace invited ben",
    "Ben Admin joined",
    "Mia Member made the API key Mia's script",
    "Ben Admin ended the API key Mia's script",
    "Ben Admin changed the budget",
    `Ben Admin suspended ${address("mia")}`,
    `Ben Admin restored ${address("mia")}`,
    `Ada Lovelace handed the workspace over to ${address("ben")}`,
    "Ada Lovelace left",
  ])
    await expect(entries.filter({ hasText: told }).first()).toBeVisible();
  await expect(ben.page.getByText("confidential")).toHaveCount(0);
  await ben.page.getByRole("button", { name: "Check the log" }).click();
  await expect(ben.page.getByText(/^Whole since .* entries fit\.$/)).toBeVisible();
});
