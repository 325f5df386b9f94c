import { expect, test } from "./fixtures/test.ts";

test("a newcomer is led from the bare address to the first run", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/welcome$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
