import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { readZipEntries, readZipEntry } from "#lib/adapters/services/zip.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { lineOf, stepAside } from "./fixtures/lines.ts";
import { expect, REFUSED, signOut, test, UNREACHABLE } from "./fixtures/test.ts";

const PHONE = { width: 360, height: 740 };

/** Where the browser has put what a link gives. */
async function download(page: Page, name: string, within = page.getByRole("main")): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), within.getByRole("link", { name }).click()]);
  return file.path();
}

async function expectFitsAPhone(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  if (size) await page.setViewportSize(size);
}

test("an owner reads in the audit log who did what, narrows it down, takes it along and has it checked", async ({
  page,
  signUp,
  colleague,
}) => {
  const ada = await signUp();
  const key = await page.request.post("/api/api-keys", { data: { name: "Nightly report" } });
  expect(key.status()).toBe(201);
  const named = await page.request.patch("/api/workspaces/current", { data: { name: `${ada.workspace} & Sons` } });
  expect(named.ok()).toBe(true);

  await page.goto("/settings/audit-log");
  const entries = page.getByRole("list", { name: "Entries" }).getByRole("listitem");
  await expect(entries.first()).toContainText("Ada Lovelace changed the workspace");
  await expect(entries.first().locator("del")).toHaveText(ada.workspace);
  await expect(entries.first().locator("ins")).toHaveText(`${ada.workspace} & Sons`);
  await expect(entries.filter({ hasText: "made the API key Nightly report" })).toHaveCount(1);
  await expectAccessible(page);
  await expectFitsAPhone(page);

  await page.getByLabel("What", { exact: true }).selectOption({ label: "made the API key" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/verb=api-key\.created/);
  await expect(entries).toHaveCount(1);
  await page.reload();
  await expect(page.getByLabel("What", { exact: true })).toHaveValue("api-key.created");
  const csv = await readFile(await download(page, "CSV"), "utf8");
  expect(csv.trim().split("\r\n")).toHaveLength(2);
  expect(csv).toContain("Nightly report");

  await page.getByLabel("To whom or what").fill("no such thing");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByText("No entry is like that.")).toBeVisible();
  await page.getByRole("button", { name: "Show everything" }).click();
  await expect(entries.first()).toContainText("exported the audit log");

  await page.getByRole("button", { name: "Check the log" }).click();
  await expect(page.getByText(/^Whole since .* entries fit\.$/)).toBeVisible();
  await page.getByLabel("Keep entries").selectOption({ label: "One year" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toContainText("removed for good within a day");
  await page.getByRole("button", { name: "Remove older entries" }).click();
  await expect(entries.first()).toContainText("changed how long the audit log is kept");

  const mia = await colleague("Mia Member", { ...ada, workspace: `${ada.workspace} & Sons` });
  await mia.page.goto("/settings/audit-log");
  await expect(mia.page.getByText("This needs the role admin")).toBeVisible();
  await expectAccessible(mia.page);
});

test("a person takes their data along, asks for their account to be deleted, and keeps it", async ({
  signUp,
  colleague,
  complaints,
}) => {
  const ada = await signUp();
  const { page, ...mia } = await colleague("Mia Member", ada);
  const session = await page.request.post("/api/sessions", { data: { title: "Forecast for May" } });
  expect(session.status()).toBe(201);
  await page.goto("/settings/data");
  await expectAccessible(page);
  await expectFitsAPhone(page);
  const archive = await download(page, "Download");
  const files = new Map((await readZipEntries(archive, 1e8)).map((entry) => [entry.name, entry]));
  expect(
    [...files.keys()].filter((name) => /^sessions\/.* Forecast-for-May .*\/session\.json$/.test(name)),
  ).toHaveLength(1);
  const profile = files.get("profile.json");
  if (!profile) throw new Error("The profile is in the archive.");
  let text = "";
  for await (const piece of readZipEntry(archive, profile)) text += piece;
  expect(JSON.parse(text)).toMatchObject({ name: "Mia Member", email: mia.email, role: "member" });

  complaints.expect(REFUSED);
  await page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("In 14 days everything of yours is deleted for good.");
  await dialog.getByLabel("Your password").fill("not this one");
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("This is not your password.");
  await expectAccessible(page);
  await dialog.getByLabel("Your password").fill(ada.password);
  await dialog.getByRole("button", { name: "Delete my account" }).click();

  await expect(page.getByText("Your account will be deleted in 14 days")).toBeVisible();
  await page.waitForLoadState();
  await page.getByLabel("E-mail address").fill(mia.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Your account will be deleted" })).toBeVisible();
  await expectAccessible(page);
  await expectFitsAPhone(page);
  await page.getByRole("button", { name: "Keep my account" }).click();
  await expect(page).toHaveURL(/\/sessions\//);
  await signOut(page, mia);
});

test("an owner asks for the workspace to be deleted: everybody only reads, until it is kept", async ({
  page,
  signUp,
  colleague,
  complaints,
}) => {
  const ada = await signUp();
  const mia = await colleague("Mia Member", ada);
  await stepAside(mia.page);
  const line = lineOf(mia.page);
  await mia.page.goto("/settings/data");
  await line;
  await page.goto("/settings/data");
  await expect(page.getByText("One workspace would have no owner.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete my account" })).toBeDisabled();
  await page.getByRole("button", { name: "Delete the workspace" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete the workspace" })).toBeDisabled();
  await dialog.getByLabel(/^Type the workspace's name/).fill(ada.workspace);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Delete the workspace" }).click();
  await expect(page.getByRole("status").filter({ hasText: "will be deleted on" })).toBeVisible();
  await expectAccessible(page);
  await expectFitsAPhone(page);

  await expect(mia.page.getByText("Until then it can only be read.")).toBeVisible();
  complaints.expect(REFUSED);
  expect((await mia.page.request.post("/api/sessions", { data: {} })).status()).toBe(403);

  await page.waitForLoadState();
  await page.getByRole("button", { name: "Keep the workspace" }).click();
  await expect(page.getByText("Until then it can only be read.")).toHaveCount(0);
  expect((await mia.page.request.post("/api/sessions", { data: {} })).status()).toBe(201);
});

test("somebody who is in no workspace any more makes one of their own", async ({
  page,
  signUp,
  colleague,
  complaints,
}) => {
  const ada = await signUp();
  const mia = await colleague("Mia Member", ada);
  const { items } = await (await page.request.get("/api/members?text=Mia")).json();
  expect((await page.request.delete(`/api/members/${items[0].userId}`)).ok()).toBe(true);
  complaints.expect(REFUSED, UNREACHABLE);
  await mia.page.goto("/");
  await expect(mia.page.getByRole("heading", { name: "You are in no workspace now" })).toBeVisible();
  await expectAccessible(mia.page);
  await expectFitsAPhone(mia.page);
  await mia.page.getByLabel("Link of the invitation").fill("not a link");
  await mia.page.getByRole("button", { name: "Open the invitation" }).click();
  await expect(mia.page.getByText("This is no link of an invitation.")).toBeVisible();
  await mia.page.getByRole("button", { name: "Make the workspace" }).click();
  await expect(mia.page.getByText("Enter a name for the workspace.")).toBeVisible();

  await mia.page.getByRole("button", { name: "Delete my account" }).click();
  const dialog = mia.page.getByRole("dialog");
  await dialog.getByLabel("Your password").fill(ada.password);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(mia.page.getByText("Your account will be deleted in 14 days")).toBeVisible();
  await mia.page.waitForLoadState();
  await mia.page.getByLabel("E-mail address").fill(mia.email);
  await mia.page.getByLabel("Password").fill(ada.password);
  await mia.page.getByRole("button", { name: "Sign in" }).click();
  await mia.page.getByRole("button", { name: "Keep my account" }).click();

  await mia.page.getByRole("textbox", { name: "Name" }).waitFor();
  await mia.page.waitForLoadState();
  await mia.page.getByRole("textbox", { name: "Name" }).fill("Mia's own");
  await mia.page.getByRole("button", { name: "Make the workspace" }).click();
  await expect(mia.page).toHaveURL(/\/sessions\//);
  await expect(mia.page.getByRole("button", { name: /^Account: Mia Member/ })).toContainText("Mia's own");
});
