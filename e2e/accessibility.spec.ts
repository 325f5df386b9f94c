import { startServer } from "#lib/testing/server.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { expect, REFUSED, signOut, test } from "./fixtures/test.ts";

const SCHEMES = ["light", "dark"] as const;

test("the first run and signing in are accessible", async ({ page }) => {
  const empty = await startServer();
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await page.goto(empty.origin);
    await expect(page.getByRole("heading", { name: "Create your account" })).toBeVisible();
    await expectAccessible(page);
  }
  // The page fetches code ahead, and would complain of a server that has gone.
  await page.goto("about:blank");
  await empty.stop();
});

for (const colorScheme of SCHEMES) {
  test(`every page is accessible, ${colorScheme}`, async ({ page, chat, signUp, complaints }) => {
    complaints.expect(REFUSED); // of the page that is nowhere
    await page.emulateMedia({ colorScheme });
    for (const path of ["/sign-up", "/invitations/inv_unknown", "/sign-in"]) {
      await page.goto(path);
      await expectAccessible(page);
    }
    await signUp();
    await expectAccessible(page);
    await chat.send("I have a spreadsheet of sales to understand");
    await expect(chat.tab("Content Liaison")).toHaveAttribute("aria-selected", "true");
    await chat.drop("sales.csv", "Region,Amount\nNorth,120\nSouth,80\nNorth,200\nWest,90\n");
    await chat.send("Here it is");
    await expect(chat.thread).toContainText("sales.csv has 4 rows and 2 columns", { timeout: 30_000 });
    await expectAccessible(page);
    await chat.tab("Guide").click();
    await expect(page.getByRole("article", { name: /^Hand-off/ })).toBeVisible();
    await expectAccessible(page);
    for (const path of [
      "/agents",
      "/agents/content-liaison",
      "/inbox",
      "/settings/workspace",
      "/settings/members",
      "/settings/models",
      "/settings/api-keys",
      "/settings/budgets",
      "/settings/profile",
      "/nowhere",
    ]) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectAccessible(page);
    }
  });
}

test("with the keyboard alone one signs in, talks, changes agents and opens settings", async ({
  page,
  chat,
  signUp,
  complaints,
}) => {
  complaints.expect(REFUSED); // of what the page asks for while it is signed out
  const keys = page.keyboard;
  const person = await signUp();
  await signOut(page, person);
  await page.goto("/sign-in");
  await keys.press("Tab");
  await keys.type(person.email);
  await keys.press("Tab");
  await keys.type(person.password);
  await keys.press("Enter");
  await expect(chat.composer).toBeFocused();

  await keys.type("What can you do for me?");
  await keys.press("Enter");
  await chat.answered();
  await expect(chat.answer).toContainText("hand over to the agent");

  await page.getByRole("button", { name: "Bring in an agent" }).focus();
  await keys.press("Enter");
  const luca = page.getByRole("menuitem", { name: "Luca" });
  await expect(page.locator("[role=menu]:focus-within")).toBeVisible();
  await keys.press("l");
  await expect(luca).toBeFocused();
  await keys.press("Enter");
  await expect(chat.tab("Luca")).toHaveAttribute("aria-selected", "true");
  await expect(chat.composer).toBeFocused();

  await chat.tab("Luca").focus();
  await keys.press("ArrowLeft");
  await expect(chat.tab("Guide")).toBeFocused();
  await keys.press("Enter");
  await expect(chat.tab("Guide")).toHaveAttribute("aria-selected", "true");

  await keys.press("Control+k");
  await expect(page.getByPlaceholder("Search sessions, agents, pages")).toBeFocused();
  await keys.type("Profile");
  await keys.press("Enter");
  await expect(page.getByRole("main").getByLabel("E-mail address")).toHaveValue(person.email);
});
