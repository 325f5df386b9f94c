import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, type TestServer } from "#lib/testing/server.ts";
import { expect, numberedWords, test as story, UNREACHABLE } from "./fixtures/test.ts";

const TEXT = numberedWords(100);
/** With the 40th piece the model has written so far. */
const LAST_WRITTEN = "word-45";

type House = TestServer & {
  /** Kills the server without a warning and starts it again on the same home and port. */
  crash(): Promise<void>;
  startAgain(): Promise<void>;
};

/** A home of its own, whose server can be killed. */
const test = story.extend<{ house: House }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  house: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), "throughline-home-"));
    const env = { OUTBOUND_ALLOW: "127.0.0.1" };
    let server = await startServer({ home, env });
    const { port } = new URL(server.origin);
    await use({
      ...server,
      async crash() {
        await server.kill("SIGKILL");
      },
      async startAgain() {
        server = await startServer({ home, env: { ...env, PORT: port } });
      },
    });
    await server.stop();
    await rm(home, { recursive: true, force: true });
  },
  home: async ({ house }, use) => use(house.home),
  baseURL: async ({ house }, use) => use(house.origin),
});

test("the server is killed in mid-stream and started again: the answer ends whole, once, as it is stored", async ({
  page,
  chat,
  house,
  model,
  signUp,
  complaints,
}) => {
  complaints.expect(UNREACHABLE);
  model.holds(TEXT, { after: 40 });
  await signUp({ model });
  await chat.send("Tell me everything");
  await expect(chat.answer).toContainText(LAST_WRITTEN);

  await house.crash();
  await expect(page.getByText("Reconnecting")).toBeVisible();
  await expect(chat.answer).toContainText(LAST_WRITTEN);
  model.goOn();
  await house.startAgain();
  await expect(page.getByText("Reconnecting")).toBeHidden({ timeout: 30_000 });
  await chat.answered();
  expect(await chat.words()).toBe(TEXT);
  expect(await chat.storedText("guide")).toBe(TEXT);

  await chat.send("Once more");
  await expect(chat.answers).toHaveCount(2);
  await chat.answered();
  expect(await chat.words()).toBe(TEXT);
});
