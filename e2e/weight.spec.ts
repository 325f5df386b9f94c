import { fetchNothingAhead } from "./fixtures/late-code.ts";
import { expect, test } from "./fixtures/test.ts";

test("the dashboard comes with less than 250 kB of script", async ({ page, signUp }) => {
  await signUp();
  const second = await page.context().newPage();
  await fetchNothingAhead(second);
  await second.goto(page.url(), { waitUntil: "networkidle" });
  const sizes = await second.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ encodedBodySize }) => encodedBodySize),
  );
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
});
