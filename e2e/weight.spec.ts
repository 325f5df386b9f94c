import { expect, test } from "./fixtures/test.ts";

test("the dashboard comes with less than 250 kB of script", async ({ page, signUp }) => {
  await signUp();
  const second = await page.context().newPage();
  const scripts: Promise<number>[] = [];
  second.on("requestfinished", (request) => {
    if (request.resourceType() === "script") scripts.push(request.sizes().then((sizes) => sizes.responseBodySize));
  });
  await second.goto(page.url(), { waitUntil: "networkidle" });
  const sizes = await Promise.all(scripts);
  expect(sizes.length).toBeGreaterThan(5);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
});
