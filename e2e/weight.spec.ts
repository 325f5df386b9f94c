import { expect, test } from "./fixtures/test.ts";

test("the dashboard comes with less than 250 kB of script", async ({ page, signUp }) => {
  await signUp();
  const second = await page.context().newPage();
  await second.goto(page.url(), { waitUntil: "networkidle" });
  // Later comes what is fetched ahead of its need, once the page rests.
  const sizes = await second.evaluate((restsAfter) => {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return resources
      .filter(({ name, startTime }) => name.endsWith(".js") && startTime < (page?.loadEventEnd ?? 0) + restsAfter)
      .map(({ encodedBodySize }) => encodedBodySize);
  }, 3_000);
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
});
