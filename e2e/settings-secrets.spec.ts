import { connectDatabase } from "#lib/server/database.ts";
import { findEmbeddedUrl } from "#lib/server/embedded-postgres.ts";
import { readSecrets } from "#lib/server/secrets.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { test } from "./fixtures/house.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { connect, expect } from "./fixtures/test.ts";

/** In the database of a data folder. */
async function query(home: string, text: string): Promise<void> {
  const { databasePassword } = await readSecrets(home);
  const client = await connectDatabase((await findEmbeddedUrl(home, databasePassword)) as string);
  await client.query(text).finally(() => client.end());
}

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
      home,
    }, info) => {
      const sql = (text: string) => query(home, text);
      model.says("OK");
      secondModel.fails(401, "No such key");
      await signUp({ model });
      await connect(page.request, secondModel, "Second", false);
      await page.goto("/settings/encryption");
      const card = page.getByRole("region", { name: "Encryption key" });
      await expect(card).toContainText("2 secrets are sealed with the key");
      // What the clock says is there once the page takes clicks.
      await expect(card).toContainText(/in use since (now|\d)/);
      const before = await card.locator("bdi").innerText();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("before.png") });

      await card.getByRole("button", { name: "Change the key" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog).toContainText("then the old one is destroyed");
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("ask.png") });
      await sql(
        "insert into executors (id, role, leased_until) values ('another-machine-7', 'all', now() + interval '1 hour')",
      );
      await dialog.getByRole("button", { name: "Change the key" }).click();

      // A process that does not know the key yet is waited for, also by whoever comes later.
      await expect(card).toContainText("Waiting for another-machine-7.");
      await page.reload();
      await expect(card.getByRole("progressbar")).toBeVisible();
      await expect(card).toContainText("Every process gets to know the new key");
      await expect(card.getByRole("button", { name: "Change the key" })).toBeDisabled();
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("waiting.png") });
      await sql("delete from executors where id = 'another-machine-7'");

      await expect(card).toContainText("2 secrets were sealed anew");
      await expect(card).toContainText("the old key is gone. Back up secrets.json.");
      await expect(card.locator("bdi")).not.toHaveText(before);
      const works = page.getByRole("listitem").filter({ has: page.getByText("Story", { exact: true }) });
      const fails = page.getByRole("listitem").filter({ has: page.getByText("Second", { exact: true }) });
      await expect(works).toContainText("Works.");
      await expect(fails).toContainText("refused the API key");
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
      await page.screenshot({ path: info.outputPath("after.png"), fullPage: true });

      await page.reload();
      await expect(card).toContainText(/Last changed (now|\d+ \w+): 2 secrets were sealed anew/);
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
