import { startServer, type TestServer } from "#lib/testing/server.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { REFUSED } from "./fixtures/complaints.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, test as story } from "./fixtures/test.ts";

const test = story.extend<object, { server: TestServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const server = await startServer({ env: { THROUGHLINE_TEST_AGENT: "1", RATE_MESSAGES_PER_USER: "1" } });
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});

test.use({ viewport: { width: 360, height: 780 } });

test("a message beyond the limit is kept, says when it goes, and is still there after a refresh", async ({
  page,
  chat,
  signUp,
  complaints,
}, info) => {
  complaints.expect(REFUSED);
  await signUp();
  await chat.send("The first");
  await chat.answered();
  await chat.send("One too many");
  const held = chat.mine("One too many");
  const note = page.getByRole("status").filter({ hasText: "This is sent by itself at" });
  await expect(held).toBeVisible();
  await expect(note).toBeVisible();
  await expect(chat.composer).toHaveValue("");
  await page.reload();
  await expect(held).toBeVisible();
  await expect(note).toBeVisible();
  await chat.send("And another");
  await expect(chat.mine("And another")).toBeVisible();
  expect((await chat.stored("guide")).filter(({ role }) => role === "user")).toHaveLength(1);
  // Last: in a minute the first of them goes by itself.
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.screenshot({ path: info.outputPath("held.png") });
});
