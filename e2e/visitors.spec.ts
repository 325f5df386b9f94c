import type { Page } from "@playwright/test";
import { startServer, type TestServer } from "#lib/testing/server.ts";
import { createUser } from "./fixtures/accounts.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { REFUSED } from "./fixtures/complaints.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, test as story } from "./fixtures/test.ts";

const test = story.extend<object, { server: TestServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const server = await startServer({ env: { RATE_CALLS_PER_ADDRESS: "30" } });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

/** Somebody of the same network asks until nothing is left of this minute, and enough of the minute is. */
async function useUpTheMinute(page: Page): Promise<void> {
  for (;;) {
    const answer = await page.request.get("/api/auth/csrf");
    if (answer.status() === 429 && Number(answer.headers()["retry-after"]) > 20) return;
  }
}

test("a visitor whose network asks too often reads when to come again, in the form and in place of the page", async ({
  page,
  home,
  complaints,
}, info) => {
  complaints.expect(REFUSED);
  await createUser(home, { name: "Ada", email: "ada@example.com", password: "correct horse", workspace: "Lab" });
  await page.goto("/sign-in");
  await page.getByLabel("E-mail address").fill("ada@example.com");
  await page.getByLabel("Password").fill("correct horse");
  await useUpTheMinute(page);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const words = /Your network address may make 30 calls a minute without signing in\. Try again in \d+ seconds?\./;
  await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  await page.screenshot({ path: info.outputPath("form.png") });

  await useUpTheMinute(page);
  expect((await page.goto("/sign-in"))?.status()).toBe(429);
  await expect(page.getByRole("heading", { name: "Too many requests" })).toBeVisible();
  await expect(page.getByText(words)).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
    await page.screenshot({ path: info.outputPath(`page-${colorScheme}.png`) });
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoSidewaysScroll(page);
  await page.screenshot({ path: info.outputPath("phone.png") });
});
