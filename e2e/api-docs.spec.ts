import { expectAccessible } from "./fixtures/axe.ts";
import { expect, test } from "./fixtures/test.ts";

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 360])
    test(`the API is browsed, searched and copied from, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      const response = await page.goto("/api/docs#post_agents_agent_sessions");
      expect(response?.headers()["content-security-policy"]).toContain("'strict-dynamic'");
      const start = page.locator("#post_agents_agent_sessions");
      await expect(start.getByRole("heading", { name: "Body" })).toBeVisible();
      await expect(start).toContainText("curl -X POST");
      await start.getByText("Settings of this conversation").click();
      await expect(start).toContainText("maxOutputTokens");
      await expectAccessible(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);

      await page.getByRole("searchbox", { name: "Search the operations" }).fill("post archive");
      await expect(page.getByText("1 operation", { exact: true })).toBeVisible();
      await page.getByText("/api/agents/{agent}/archive").click();
      await expect(page.getByText("terminateActive").first()).toBeVisible();
    });
