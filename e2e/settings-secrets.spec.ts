import { expectAccessible } from "./fixtures/axe.ts";
import { test } from "./fixtures/house.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { connect, expect } from "./fixtures/test.ts";

for (const [device, viewport, colorScheme] of [
  ["a desktop", { width: 1280, height: 860 }, "light"],
  ["a phone", { width: 360, height: 780 }, "dark"],
] as const) {
  test.describe(`on ${device}, ${colorScheme}`, () => {
    test.use({ viewport, colorScheme });

    test("the owner changes the encryption key, and sees that every model still works, or why not", async ({
      page,
      model,
      secondModel,
      signUp,
    }, info) => {
      model.says("OK");
      secondModel.fails(401, "No such key");
      await signUp({ model });
      await connect(page.request, secondModel, "Second", false);
      await page.goto("/settings/encryption");
      const card = page.getByRole("region", { name: "Encryption key" });
      await expect(card).toContainText("2 secrets are sealed with the key");
      const before = await card.locator("bdi").innerText();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("before.png") });

      await card.getByRole("button", { name: "Change the key" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("then the old one is destroyed");
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("ask.png") });
      await dialog.getByRole("button", { name: "Change the key" }).click();

      await expect(card).toContainText("2 secrets were sealed anew");
      await expect(card).toContainText("the old key is gone. Back up secrets.json now.");
      await expect(card.locator("bdi")).not.toHaveText(before);
      const works = page.getByRole("listitem").filter({ has: page.getByText("Story", { exact: true }) });
      const fails = page.getByRole("listitem").filter({ has: page.getByText("Second", { exact: true }) });
      await expect(works).toContainText("Works.");
      await expect(fails).toContainText("refused the API key");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("after.png"), fullPage: true });

      await page.reload();
      await expect(card).toContainText("2 secrets were sealed anew");
      await page.getByRole("button", { name: "Ask them all" }).click();
      await expect(works).toContainText("Works.");
    });
  });
}

test("who does not own the first workspace is told whose key it is", async ({ signUp, colleague }, info) => {
  const ada = await signUp();
  const { page: theirs } = await colleague("Max Member", ada);
  await theirs.goto("/settings/encryption");
  await expect(theirs.getByText("The encryption key belongs to the whole installation.")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Change the key" })).toHaveCount(0);
  await expectAccessible(theirs);
  await theirs.screenshot({ path: info.outputPath("member.png") });
  expect((await theirs.request.get("/api/secrets/rotation")).status()).toBe(403);
  expect((await theirs.request.post("/api/secrets/rotation", { data: {} })).status()).toBe(403);
});
