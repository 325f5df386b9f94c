import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, test } from "./fixtures/test.ts";

for (const [device, viewport, colorScheme] of [
  ["a desktop", { width: 1280, height: 860 }, "light"],
  ["a phone", { width: 360, height: 780 }, "dark"],
] as const) {
  test.describe(`on ${device}, ${colorScheme}`, () => {
    test.use({ viewport, colorScheme });

    test("somebody makes a key, uses it within its scopes, and revokes it", async ({ page, signUp, baseURL }, info) => {
      await signUp();
      await page.goto("/settings/api-keys");
      await expect(page.getByText("You have no keys.")).toBeVisible();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("empty.png") });

      await page.getByRole("button", { name: "New key" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Nothing" }).click();
      await dialog.getByRole("button", { name: "Make the key" }).click();
      await expect(dialog.getByRole("alert")).toHaveText(["Enter a name for the key.", "Choose at least one scope."]);
      await dialog.getByLabel("Name").fill("Nightly report");
      await dialog.getByLabel("Sessions: read").check();
      await expect(dialog.getByRole("alert")).toHaveCount(0);
      await dialog.getByLabel("Ends").selectOption("On a day of your choice");
      await dialog.getByLabel("Last day").fill("2020-01-01");
      await expect(dialog.getByRole("alert")).toHaveText("Choose a day to come.");
      await dialog.getByLabel("Ends").selectOption("In 30 days");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("form.png") });

      // What was filled in is there after a refresh.
      await page.reload();
      await expect(dialog.getByLabel("Name")).toHaveValue("Nightly report");
      await expect(dialog.getByLabel("Sessions: read")).toBeChecked();
      await expect(dialog.getByLabel("Sessions: write")).not.toBeChecked();
      await dialog.getByRole("button", { name: "Make the key" }).click();

      await expect(dialog).toHaveAccessibleName("Nightly report is made");
      const key = await dialog.getByRole("group", { name: "Key", exact: true }).innerText();
      expect(key).toMatch(/^tl_[\w-]{40,}$/);
      await expect(dialog.getByRole("group", { name: "Try it" })).toContainText(`curl ${baseURL}/api/sessions`);
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("made.png") });
      await dialog.getByRole("button", { name: "I have copied it" }).click();

      const row = page.getByRole("listitem").filter({ hasText: "Nightly report" });
      await expect(row).toContainText("reads sessions");
      await expect(row).toContainText("never used");
      expect(await page.content()).not.toContain(key);

      const ask = (method: string) =>
        fetch(`${baseURL}/api/sessions`, {
          method,
          headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
          ...(method === "POST" && { body: "{}" }),
        });
      const answered = await ask("GET");
      expect(answered.status).toBe(200);
      expect(answered.headers.get("ratelimit-policy")).toContain('"calls-per-key"');
      const refused = await ask("POST");
      expect([refused.status, (await refused.json()).code]).toEqual([403, "insufficient_scope"]);

      await page.reload();
      await expect(row).toContainText("last used");
      await row.getByRole("button", { name: "Rename Nightly report" }).click();
      await dialog.getByLabel("Name").fill("Weekly report");
      await dialog.getByRole("button", { name: "Rename", exact: true }).click();
      const renamed = page.getByRole("listitem").filter({ hasText: "Weekly report" });
      await expect(renamed).toBeVisible();
      await page.getByRole("link", { name: "Everyone's" }).click();
      await expect(renamed).toContainText("Ada Lovelace");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("everyone.png") });

      await renamed.getByRole("button", { name: "Revoke Weekly report" }).click();
      await expect(dialog).toContainText("is refused from this moment on");
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("revoke.png") });
      await dialog.getByRole("button", { name: "Revoke", exact: true }).click();
      await expect(page.getByText("Nobody has a key in this workspace.")).toBeVisible();
      expect((await ask("GET")).status).toBe(401);
    });
  });
}

test("a member sees no one else's keys, and a viewer is told what making one needs", async ({
  page,
  signUp,
  colleague,
}, info) => {
  const ada = await signUp();
  const { page: theirs, name } = await colleague("Vera Viewer", ada);
  await theirs.goto("/settings/api-keys?of=workspace");
  await expect(theirs.getByRole("link", { name: "Everyone's" })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "New key" })).toBeVisible();

  const { items } = await (await page.request.get("/api/members")).json();
  const { userId } = items.find((one: { name: string }) => one.name === name);
  expect((await page.request.patch(`/api/members/${userId}`, { data: { role: "viewer" } })).ok()).toBe(true);
  await theirs.goto("/settings/api-keys");
  await expect(theirs.getByText("You can look at everything here, and make no keys.")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "New key" })).toHaveCount(0);
  await expectAccessible(theirs);
  await theirs.screenshot({ path: info.outputPath("viewer.png") });
});
