import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";

const SCHEMES = ["light", "dark"] as const;

/** An agent's page as the person in front of it uses it. */
const agentPage = (page: Page) => {
  const part = (name: string): Locator => page.getByRole("region", { name, exact: true });
  const timeline = part("Timeline");
  return {
    part,
    preferences: part("Preferences").getByRole("form", { name: "Preferences" }),
    profile: page.getByRole("form", { name: "Name and instructions" }),
    events: timeline.getByRole("list", { name: "Events, newest first" }).locator(":scope > li"),
    scrubber: timeline.getByRole("slider", { name: "Moment in the agent’s life" }),
    state: timeline.getByRole("region", { name: "State at this moment" }),
    async prefer(name: string, value: string, kind = "Text") {
      await this.preferences.getByRole("button", { name: "Add a preference" }).click();
      await this.preferences.getByRole("textbox", { name: /^Name of preference/ }).fill(name);
      await this.preferences.getByRole("combobox", { name: `Kind of ${name}` }).selectOption(kind);
      await this.preferences.getByRole("textbox", { name: `Value of ${name}` }).fill(value);
    },
    async save() {
      await this.preferences.getByRole("button", { name: "Save preferences" }).click();
      await expect(this.preferences.getByRole("button", { name: "Save preferences" })).toHaveCount(0);
    },
  };
};

test("preferences are edited, refused when they make no sense, and kept", async ({ page, signUp }) => {
  await signUp();
  await page.goto("/luca");
  await expect(page).toHaveURL(/\/agents\/luca$/);
  const luca = agentPage(page);
  await expect(luca.part("Timeline")).toContainText("Nothing has happened yet");

  await luca.prefer("language", "German");
  await luca.prefer("depth", "deep", "Number");
  await luca.preferences.getByRole("button", { name: "Save preferences" }).click();
  const depth = luca.preferences.getByRole("textbox", { name: "Value of depth" });
  await expect(depth).toBeFocused();
  await expect(depth).toHaveAccessibleDescription("Write a number, such as 2.5.");
  await depth.fill("3");
  await luca.prefer("units", '{"length": "m"}', "JSON");
  await luca.save();
  await expect(luca.events.first()).toContainText("Preferences set: depth, language, units");

  await page.reload();
  await expect(luca.preferences.getByRole("textbox", { name: "Value of language" })).toHaveValue("German");
  await expect(depth).toHaveValue("3");
  await luca.preferences.getByRole("button", { name: "Remove language" }).click();
  await luca.save();
  const stored = await (await page.request.get("/api/agents/luca")).json();
  expect(stored.preferences).toEqual({ depth: 3, units: { length: "m" } });

  await luca.profile.getByRole("textbox", { name: "Name" }).fill("Ledger");
  await luca.profile.getByRole("button", { name: "Save name and instructions" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Ledger" })).toBeVisible();
  await luca.profile.getByRole("button", { name: "Reset to its own" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Luca" })).toBeVisible();
});

test("the timeline is live, and the scrubber shows the agent before and after each event", async ({
  page,
  signUp,
  secondBrowser,
}) => {
  await signUp();
  const change = (preferences: object) => page.request.patch("/api/agents/luca", { data: { preferences } });
  await change({ language: "German" });
  await change({ language: "French" });
  await page.goto("/agents/luca#timeline");
  const luca = agentPage(page);
  await expect(luca.events).toHaveCount(3);
  await expect(luca.state).toContainText("French");
  await expect(luca.state).toContainText("was German");

  await luca.scrubber.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(luca.scrubber).toHaveAttribute("aria-valuetext", /Event 2 of 3, Preferences set: language/);
  await expect(luca.state).toContainText("German");
  await expect(luca.state).not.toContainText("French");
  await expect(luca.events.nth(1)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("Home");
  await expect(luca.state).not.toContainText("language");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(/\/agents\/luca\?at=2#timeline$/);

  await page.reload();
  await expect(luca.state).toContainText("German");
  await expect(luca.scrubber).toHaveValue("2");

  const other = await secondBrowser();
  await other.request.patch("/api/agents/luca", { data: { preferences: { language: "Italian" } } });
  await expect(luca.events).toHaveCount(4);
  await expect(luca.scrubber).toHaveValue("2");
  await expect(luca.preferences.getByRole("textbox", { name: "Value of language" })).toHaveValue("Italian");
  await page.getByRole("button", { name: "Back to now" }).click();
  await expect(luca.state).toContainText("Italian");
  await expect(page).toHaveURL(/\/agents\/luca#timeline$/);

  await luca.events.first().getByText("Details").click();
  await expect(luca.events.first()).toContainText('"type": "agent.preferences.updated.v1"');
});

test("a long life is read page by page, and any moment of it is shown", async ({ page, signUp }) => {
  await signUp();
  for (let n = 1; n <= 130; n += 1)
    await page.request.patch("/api/agents/luca", { data: { preferences: { count: n } } });
  await page.goto("/agents/luca?at=20#timeline");
  const luca = agentPage(page);
  await expect(luca.scrubber).toHaveAttribute("aria-valuetext", /Event 20 of 131/);
  await expect(luca.state).toContainText("19");
  await expect(luca.state).toContainText("was 18");
  const older = luca.part("Timeline").getByRole("button", { name: "Show older events" });
  await expect(async () => {
    if (await older.isVisible()) await older.click({ timeout: 1_000 });
    await expect(luca.events).toHaveCount(131, { timeout: 1_000 });
  }).toPass();
  await expect(luca.events.last()).toContainText("The agent was made");
});

test("an archive says what it does, makes way for a fresh agent and keeps the old one readable", async ({
  page,
  chat,
  signUp,
}) => {
  await signUp();
  await page.request.patch("/api/agents/luca", { data: { preferences: { language: "German" } } });
  await page.goto("/agents/luca");
  await page.getByRole("button", { name: "Start a session" }).click();
  await expect(chat.tab("Luca")).toHaveAttribute("aria-selected", "true");
  const sessionId = chat.sessionId;
  await chat.send("What is the VAT on 100?");
  await chat.answered();

  await page.goto("/agents/luca");
  const luca = agentPage(page);
  await expect(luca.part("Sessions").getByRole("list", { name: "Under way" }).getByRole("link")).toHaveAttribute(
    "href",
    `/sessions/${sessionId}?agent=luca`,
  );
  await page.getByRole("button", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog", { name: "Archive Luca and start afresh?" });
  await expect(dialog).toContainText("Its session under way is stopped");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("A fresh start");
  await dialog.getByRole("button", { name: "Archive" }).click();

  await expect(luca.part("Sessions")).toContainText("None yet");
  await expect(luca.preferences).toContainText("None yet");
  await page.getByText("One archived before").click();
  await page.getByRole("list", { name: "Archived before" }).getByRole("link").click();
  await expect(page).toHaveURL(/\/agents\/[0-9a-f-]{36}$/);
  await expect(page.getByText(/What it did stays readable here/)).toContainText("A fresh start");
  await expect(luca.part("Sessions").getByRole("list", { name: "Ended" })).toContainText("stopped");
  await expect(luca.part("Preferences")).toContainText("German");
  await expect(luca.events.first()).toContainText("The agent was archived");
  for (const name of ["Start a session", "Archive", "Add a preference"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
});

test("a question that waits is on top and takes its answer, and an agent with one session at a time leads back to it", async ({
  page,
  chat,
  signUp,
}) => {
  await signUp();
  await page.goto("/agents/tutor");
  await page.getByRole("button", { name: "Start a session" }).click();
  await chat.send("Teach me VAT");
  await expect(page.getByText("What shall we work on?").first()).toBeVisible();
  const sessionId = chat.sessionId;
  await page.goto("/agents/tutor");
  const tutor = agentPage(page);
  const question = chat.question("What shall we work on");
  await expect(tutor.part("Sessions").getByRole("list", { name: "Waits for you" })).toContainText(
    "Tutor waits for your choice",
  );
  await expect(tutor.state).toContainText("Waits: What shall we work on?");
  await tutor.scrubber.press("ArrowLeft");
  await expect(tutor.state).toContainText("Asks: What shall we work on?");
  await expect(page.getByRole("button", { name: "Start a session" })).toHaveCount(0);
  await question.getByRole("radio", { name: /^Percentages/ }).check();
  await question.getByRole("button", { name: "Answer" }).click();
  await expect(question).toContainText("Answered by you");
  const questions = page.getByRole("region", { name: /^Tutor asks:/ });
  await expect(questions).toHaveCount(2);
  await page.reload();
  await expect(questions).toHaveCount(1);
  await expect(question).toHaveCount(0);
  await page.getByRole("link", { name: "Go on with its session" }).click();
  await expect(page).toHaveURL(new RegExp(`/sessions/${sessionId}`));
  await expect(chat.answer).toContainText(/Answered by you\d.*What shall we work on\?Percentages/);
});

test("somebody else's agent is found in the directory and shown without what one may not do", async ({
  page,
  signUp,
  colleague,
}) => {
  const ada = await signUp();
  const otto = await colleague("Otto Observer", ada);
  const given = await page.request.post("/api/agents/luca/assignments", {
    data: { email: otto.email, role: "observer" },
  });
  expect(given.status()).toBe(201);
  await page.request.patch("/api/agents/luca", { data: { preferences: { language: "German" } } });
  await page.request.post("/api/agents/luca/sessions", { data: {} });

  await otto.page.goto("/agents");
  await otto.page.getByRole("link", { name: /Luca of Ada Lovelace observer/ }).click();
  await expect(otto.page.getByText("This is Ada Lovelace’s agent. Your role is observer.")).toBeVisible();
  const luca = agentPage(otto.page);
  await expect(luca.part("People").getByRole("listitem")).toHaveCount(2);
  await expect(luca.part("Sessions").getByRole("list", { name: "Under way" }).getByRole("link")).toHaveCount(1);
  for (const hidden of ["Preferences", "Memory", "Timeline"]) await expect(luca.part(hidden)).toHaveCount(0);
  for (const name of ["Start a session", "Archive", "Add", "Remove Otto Observer"])
    await expect(otto.page.getByRole("button", { name, exact: true })).toHaveCount(0);
  await expectAccessible(otto.page);
});

for (const colorScheme of SCHEMES) {
  test(`an agent's page is accessible with everything on it, ${colorScheme}`, async ({ page, chat, signUp }) => {
    await page.emulateMedia({ colorScheme });
    await signUp();
    await page.goto("/agents/luca");
    await expectAccessible(page);
    await page.request.patch("/api/agents/luca", { data: { preferences: { language: "German", depth: 3 } } });
    await page.getByRole("button", { name: "Start a session" }).click();
    await chat.send("What is the VAT on 100?");
    await chat.answered();
    await page.goto("/agents/luca");
    const luca = agentPage(page);
    await expect(luca.state).toBeVisible();
    await expectAccessible(page);
    await luca.events.first().getByText("Details").click();
    await luca.prefer("nested", "{", "JSON");
    await luca.preferences.getByRole("button", { name: "Save preferences" }).click();
    await expect(luca.preferences).toContainText("Write JSON");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Archive" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
  });
}
