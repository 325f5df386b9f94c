import type { BrowserContext, Page } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import { createOidcHouse } from "#lib/testing/oidc-house.ts";
import { startServer } from "#lib/testing/server.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, REFUSED, signIn, signOut, test as story } from "./fixtures/test.ts";

/** A house whose people may also sign in with an OpenID Connect provider. */
const test = story.extend<object, { oidc: Awaited<ReturnType<typeof createOidcHouse>> }>({
  oidc: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const oidc = await createOidcHouse();
      await use(oidc);
      await oidc.close();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ oidc }, use) => {
      const server = await startServer({ env: { THROUGHLINE_TEST_AGENT: "1", ...oidc.env } });
      oidc.register(server.origin);
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

const SCHEMES = ["light", "dark"] as const;

/** In both themes and on a phone nothing sticks out and nothing breaks a rule of accessibility. */
async function expectWellMade(page: Page): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  if (size) await page.setViewportSize(size);
}

/** What the app on the phone shows, so many steps from now. */
const codeOf = (secret: string, steps = 0): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + steps * 30_000 });

async function enterPassword(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Turns the second factor on; gives the app's secret, the recovery codes and the code that is used up by it. */
async function turnOn(page: Page, password: string): Promise<{ secret: string; codes: string[]; used: string }> {
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Turn on" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("img", { name: "QR code for an authenticator app" })).toBeVisible();
  const secret = (await dialog.getByTestId("totp-key").innerText()).replaceAll(/\s/g, "");
  await expectWellMade(page);
  const used = codeOf(secret);
  await dialog.getByLabel("Code that the app shows").fill(used);
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem")).toHaveCount(10);
  const codes = await dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  await expectWellMade(page);
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 of 10 recovery codes left")).toBeVisible();
  return { secret, codes, used };
}

async function newBrowser(page: Page, opened: BrowserContext[]): Promise<Page> {
  const context = await page
    .context()
    .browser()
    ?.newContext({ baseURL: new URL(page.url()).origin });
  if (!context) throw new Error("There is no browser.");
  opened.push(context);
  return context.newPage();
}

test("a second factor is turned on, asked for at sign-in, replaced by a recovery code, and the other browser is signed out", async ({
  page,
  signUp,
  complaints,
}) => {
  complaints.expect(REFUSED); // a wrong code, a browser that is signed out
  const person = await signUp();
  const { secret, codes, used } = await turnOn(page, person.password);
  await signOut(page, person);

  await enterPassword(page, person);
  await expect(page).toHaveURL(/\/sign-in\/code$/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Enter a code" })).toBeVisible();
  await expectWellMade(page);
  await enterCode(page, used);
  await expect(page.getByRole("alert").filter({ hasText: "wrong or was used already" })).toBeVisible();
  await enterCode(page, codeOf(secret, 1));
  await expect(page).toHaveURL(/\/sessions\//);

  const opened: BrowserContext[] = [];
  const other = await newBrowser(page, opened);
  await enterPassword(other, person);
  await other.getByRole("button", { name: "Use a recovery code" }).click();
  await other.getByLabel("Recovery code").fill(codes[0] ?? "");
  await other.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(other).toHaveURL(/\/sessions\//);

  await page.goto("/settings/security");
  await expect(page.getByText("9 of 10 recovery codes left")).toBeVisible();
  const rows = page.getByRole("listitem").filter({ hasText: "Chrome on Linux" });
  await expect(rows).toHaveCount(2);
  await expectWellMade(page);
  await rows.filter({ hasNotText: "This one" }).getByRole("button", { name: "Sign out" }).click();
  await expect(rows).toHaveCount(1);
  await other.goto("/settings/security");
  await expect(other).toHaveURL(/\/sign-in/);
  for (const one of opened) await one.close();
});

test("a password is changed with words on its strength, and only the new one opens the account", async ({
  page,
  signUp,
}) => {
  const person = await signUp();
  await page.goto("/settings/security");
  await page.getByLabel("Current password").fill(person.password);
  const fresh = page.getByLabel("New password");
  await fresh.fill("password1");
  await expect(page.getByText("guessed first")).toBeVisible();
  await expect(page.getByRole("button", { name: "Change password" })).toBeDisabled();
  await fresh.fill("seven green bicycles");
  await expect(page.getByText("Strong.")).toBeVisible();
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The password is changed.")).toBeVisible();
  await signOut(page, person);
  await enterPassword(page, person);
  await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
  await signIn(page, { ...person, password: "seven green bicycles" });
});

test("a name is changed where everybody sees it, and every page of the account is well made", async ({
  page,
  signUp,
}) => {
  await signUp();
  await page.goto("/settings/profile");
  await page.getByLabel("Name", { exact: true }).fill("");
  await expect(page.getByText("Enter your name.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Augusta Ada King");
  await page.getByRole("button", { name: "Save name" }).click();
  await expect(page.getByRole("button", { name: "Account: Augusta Ada King" })).toBeVisible();
  await expectWellMade(page);
  for (const path of ["/sign-in/forgot", "/sign-in/reset/rst_unknown", "/sign-in/email/eml_unknown"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectWellMade(page);
  }
});

test("a person signs in with a provider by a verified address, and is told why not without one", async ({
  page,
  signUp,
  oidc,
  complaints,
}) => {
  complaints.expect(REFUSED); // of what the page asks for while it is signed out
  const person = await signUp();
  await signOut(page, person);
  const known = { sub: person.email, email: person.email, email_verified: false, name: "Ada" };
  oidc.house.person = known;
  const button = page.getByRole("button", { name: "Continue with Example ID" });
  await expect(button).toBeVisible();
  await expectWellMade(page);
  await button.click();
  await expect(page.getByRole("alert").filter({ hasText: "not verified there" })).toBeVisible();
  await page.waitForLoadState();
  oidc.house.person = { ...known, email_verified: true };
  await button.click();
  await expect(page).toHaveURL(/\/sessions\//);
  await page.goto("/settings/security");
  await expect(page.getByRole("heading", { name: "Other accounts" })).toBeVisible();
  await expect(page.getByText(oidc.env.OIDC_ISSUER)).toBeVisible();
});

test("a person links a provider from the settings with the password, and signs in with it, whatever its address", async ({
  page,
  signUp,
  oidc,
}) => {
  const person = await signUp();
  oidc.house.person = { sub: `work-${person.email}`, email: "work@example.net", email_verified: true, name: "Ada" };
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Link Example ID" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill("wrong horse");
  await dialog.getByRole("button", { name: "Go to Example ID" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("This is not your password.");
  await expectWellMade(page);
  await dialog.getByLabel("Your password").fill(person.password);
  await dialog.getByRole("button", { name: "Go to Example ID" }).click();
  await expect(page.getByText("work@example.net")).toBeVisible();
  await expect(page).toHaveURL(/\/settings\/security$/);
  await page.goto("/settings/profile");
  await expect(page.getByText("It cannot be changed here")).toBeVisible();
  await expectWellMade(page);
  await signOut(page, person);
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await expect(page).toHaveURL(/\/sessions\//);
});

test("a linked account is removed with the password, and who has no password is told what to do first", async ({
  page,
  signUp,
  oidc,
  complaints,
}) => {
  complaints.expect(REFUSED); // a wrong password
  const person = await signUp();
  await signOut(page, person);
  oidc.house.person = { sub: person.email, email: person.email, email_verified: true, name: "Ada" };
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await expect(page).toHaveURL(/\/sessions\//);
  await page.goto("/settings/security");
  await page.getByRole("button", { name: `Remove ${person.email}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("signing in with it later links it again");
  await dialog.getByLabel("Your password").fill("wrong horse");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(dialog.getByText("This is not your password.")).toBeVisible();
  await expectWellMade(page);
  await dialog.getByLabel("Your password").fill(person.password);
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByText(`${person.email} is removed.`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Link Example ID" })).toBeVisible();

  const guest = `guest-${person.email}`;
  expect((await page.request.post("/api/invitations", { data: { email: guest } })).status()).toBe(201);
  await signOut(page, person);
  oidc.house.person = { sub: guest, email: guest, email_verified: true, name: "Grace" };
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await expect(page).toHaveURL(/\/sessions\//);
  await page.goto("/settings/security");
  await page.getByRole("button", { name: `Remove ${guest}` }).click();
  await expect(dialog).toContainText("Set one on this page first");
  await expectWellMade(page);
});
