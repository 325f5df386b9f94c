import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, test } from "./fixtures/test.ts";

const SALES =
  "Region,Month,Amount\nNorth,2024-01-01,120\nSouth,2024-02-01,80\nNorth,2024-03-01,200\nWest,2024-04-01,90\n";
const PHONE = { width: 360, height: 780 };

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`on a phone, ${colorScheme}`, () => {
    test.use({ viewport: PHONE, hasTouch: true, isMobile: true, colorScheme });

    test("sessions, agents, progress and account are all within reach", async ({ page, chat, signUp }) => {
      await signUp();
      await expectNoSidewaysScroll(page);
      await page.getByRole("button", { name: "I have a spreadsheet of sales to understand" }).click();
      await expect(chat.tab("Content Liaison")).toHaveAttribute("aria-selected", "true");
      await chat.tab("Guide").click();
      await page.getByRole("button", { name: "Open Content Liaison" }).click();
      await expect(chat.answer).toContainText("Please attach the file");
      await chat.answered();
      await expectNoSidewaysScroll(page);

      await chat.attach({ name: "sales.csv", mimeType: "text/csv", buffer: Buffer.from(SALES) });
      await chat.send("Here it is");
      await expect(chat.thread).toContainText("sales.csv has 4 rows and 3 columns", { timeout: 30_000 });
      await expectNoSidewaysScroll(page);

      await page.getByRole("button", { name: /^Open panel: Progress/ }).click();
      const progress = page.getByRole("dialog", { name: "Progress" });
      await expect(progress.getByRole("article", { name: "Content analysis: Done" })).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(progress).toBeHidden();

      await page.getByRole("button", { name: "Open sessions" }).click();
      const sessions = page.getByRole("dialog", { name: "Sessions" });
      await expect(sessions.getByRole("link", { name: /^I have a spreadsheet/ })).toBeVisible();
      await expect(sessions.getByRole("button", { name: /^Account:/ })).toBeVisible();
      await sessions.getByRole("button", { name: "New session", exact: true }).click();
      await expect(sessions).toBeHidden();
      await expect(page.getByRole("list", { name: "Ways to start" })).toBeVisible();

      for (const path of [
        "/agents",
        "/agents/content-liaison",
        "/inbox",
        "/settings/workspace",
        "/settings/members",
        "/settings/models",
        "/settings/api-keys",
        "/settings/profile",
      ]) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expectNoSidewaysScroll(page);
      }
    });
  });
}
