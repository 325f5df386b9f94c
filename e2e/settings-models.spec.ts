import type { Locator, Page } from "@playwright/test";
import { Provider } from "#lib/testing/open-provider.ts";
import { expectAccessible } from "./fixtures/axe.ts";
import { expectNoSidewaysScroll } from "./fixtures/layout.ts";
import { expect, REFUSED, test as story } from "./fixtures/test.ts";

const test = story.extend<{ provider: Provider }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  provider: async ({}, use) => {
    const provider = new Provider();
    await provider.start();
    await use(provider);
    provider.stop();
  },
});

const DESKTOP = { viewport: { width: 1280, height: 860 }, colorScheme: "light" } as const;
const PHONE = { viewport: { width: 360, height: 780 }, colorScheme: "dark" } as const;

const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("main").getByRole("listitem").filter({ hasText: name });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** A config made over the API, so that a story can begin in the middle. */
async function make(page: Page, provider: Provider, name: string, more: object = {}): Promise<void> {
  const answer = await page.request.post("/api/llm-configs", {
    data: {
      ...{ name, provider: "openai-compatible", model: "hermes-1", baseUrl: provider.baseUrl },
      ...{ apiKey: "sk-first-0123456789", scope: "workspace", ...more },
    },
  });
  expect(answer.status()).toBe(201);
}

for (const [device, use] of [
  ["a desktop", DESKTOP],
  ["a phone", PHONE],
] as const) {
  test.describe(`on ${device}, ${use.colorScheme}`, () => {
    test.use(use);

    test("an admin connects a model, whose faults are explained, changes it, gives it a new key and deletes it", async ({
      page,
      signUp,
      provider,
      complaints,
    }, info) => {
      complaints.expect(REFUSED);
      const shoot = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`) });
      const check = async (name: string) => {
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        await shoot(name);
      };
      await signUp();
      await page.goto("/settings/models");
      await check("empty");

      await page.getByRole("button", { name: "Connect a model" }).click();
      const dialog = page.getByRole("dialog");
      const status = dialog.getByRole("status");
      await dialog.getByLabel("Provider").selectOption("Azure OpenAI");
      for (const field of ["Base URL", "API key", "Deployment", "API version (optional)", "API (optional)"])
        await expect(dialog.getByLabel(field, { exact: true })).toBeVisible();
      await dialog.getByLabel("Base URL").fill("ours.openai.azure.com");
      await dialog.getByLabel("Base URL").blur();
      await expect(dialog.getByRole("alert")).toHaveText("Enter an address that starts with http:// or https://.");
      await check("azure");

      await dialog.getByLabel("Provider").selectOption("OpenAI-compatible");
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect(dialog.getByRole("alert").filter({ hasText: "Name the model." })).toBeVisible();
      await dialog.getByLabel("Base URL").fill(provider.baseUrl.replace("/v1", ""));
      await dialog.getByLabel(/^API key/).fill("sk-wrong-0123456789");
      await dialog.getByLabel("Model", { exact: true }).fill("hermes-1");
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect(status).toContainText("it often ends in /v1");
      await dialog.getByLabel("Base URL").fill(provider.baseUrl);
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect(status).toContainText("refused the API key");
      await check("wrong-key");

      // What was filled in is there after a refresh, but for the key.
      await page.reload();
      await expect(dialog.getByLabel("Base URL")).toHaveValue(provider.baseUrl);
      await expect(dialog.getByLabel(/^API key/)).toHaveValue("");
      await dialog.getByLabel(/^API key/).fill("sk-first-0123456789");

      // The provider's own list is offered, and a model that never answers can be left.
      const model = dialog.getByLabel("Model", { exact: true });
      await model.focus();
      await expect(dialog.getByText("3 models to choose from")).toBeVisible();
      await expect(dialog.locator("datalist option")).toHaveCount(3);
      await model.fill("sphinx");
      await dialog.getByRole("button", { name: "Test connection" }).click();
      await expect.poll(() => provider.waiting).toBe(1);
      await expect(status).toContainText("Asking the model for a word");
      await shoot("asking");
      await dialog.getByRole("button", { name: "Cancel" }).click();
      await expect(status).toContainText("Broken off");
      await expect.poll(() => provider.waiting).toBe(0);

      await model.fill("hermes");
      await dialog.getByRole("button", { name: "Save", exact: true }).click();
      await expect(dialog.getByRole("alert")).toContainText("The model 'hermes' does not exist");
      await model.fill("hermes-1");
      await dialog.getByLabel("Name (optional)").fill("Hermes");
      await dialog.getByLabel("Input", { exact: true }).fill("0.25");
      await dialog.getByLabel("Output", { exact: true }).fill("2");
      await dialog.getByRole("button", { name: "Save", exact: true }).click();
      await expect(dialog).toHaveCount(0);
      const row = rowOf(page, "Hermes");
      await expect(row).toContainText("default");
      await expect(row).toContainText("$0.25 in, $2 out");
      await expect(row).toContainText("key …6789");
      await expect(row).toContainText("worked");
      await check("connected");

      await choose(page, "Hermes", "Edit");
      await expect(dialog.getByLabel("Name (optional)")).toHaveValue("Hermes");
      await expect(dialog.getByLabel(/^API key/)).toHaveValue("");
      await dialog.getByLabel("Name (optional)").fill("Messenger");
      await dialog.getByLabel("Model", { exact: true }).fill("hermes-1-mini");
      await check("edit");
      await dialog.getByRole("button", { name: "Save", exact: true }).click();
      const renamed = rowOf(page, "Messenger");
      await expect(renamed).toContainText("hermes-1-mini");

      await choose(page, "Messenger", "Replace the key");
      await dialog.getByLabel("New API key").fill("sk-second-9876543210");
      await dialog.getByRole("button", { name: "Test and replace" }).click();
      await expect(dialog.getByRole("alert")).toContainText("refused the API key");
      await expect(dialog.getByRole("button", { name: "Store it anyway" })).toBeVisible();
      await check("rotate");
      provider.keys.clear();
      provider.keys.add("sk-second-9876543210");
      await dialog.getByRole("button", { name: "Test and replace" }).click();
      await expect(dialog).toHaveCount(0);
      await expect(renamed).toContainText("key …3210");
      await renamed.getByRole("button", { name: "Test" }).click();
      await expect(renamed.getByRole("status")).toContainText("the model has answered");
      expect(await page.content()).not.toMatch(/sk-(first|second)/);

      await choose(page, "Messenger", "Delete");
      await expect(dialog).toContainText("Its key is deleted with it.");
      await check("delete");
      await dialog.getByRole("button", { name: "Delete" }).click();
      await expect(renamed).toHaveCount(0);
    });
  });
}

test("the order in which models step in is dragged with the mouse and with the keyboard", async ({
  page,
  signUp,
  provider,
}, info) => {
  await signUp();
  for (const name of ["First", "Second", "Third"]) await make(page, provider, name);
  await page.goto("/settings/models");
  const names = page.getByRole("list", { name: "Models of the workspace" }).getByText(/^(First|Second|Third)$/);
  await expect(names).toHaveText(["First", "Second", "Third"]);
  const stored = async () => {
    const { items } = await (await page.request.get("/api/llm-configs")).json();
    return items.map((one: { name: string }) => one.name).filter((one: string) => one !== "Built-in demo");
  };

  const middleOf = async (handle: Locator) => {
    const box = await handle.boundingBox();
    return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  };
  const from = await middleOf(page.getByRole("button", { name: "Drag Third" }));
  const to = await middleOf(page.getByRole("button", { name: "Drag First" }));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y - 10, { steps: 12 });
  await page.screenshot({ path: info.outputPath("dragging.png") });
  await page.mouse.up();
  await expect(names).toHaveText(["Third", "First", "Second"]);
  await expect.poll(stored).toEqual(["Third", "First", "Second"]);

  const handle = page.getByRole("button", { name: "Drag Third" });
  await handle.focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("Third is picked up.")).toBeAttached();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByText("Third is at place 2 of 3.")).toBeAttached();
  await expectAccessible(page);
  await page.keyboard.press("Space");
  await expect(names).toHaveText(["First", "Third", "Second"]);
  await expect.poll(stored).toEqual(["First", "Third", "Second"]);
  await page.reload();
  await expect(names).toHaveText(["First", "Third", "Second"]);
});

test("members use the workspace's models and manage their own; viewers are told what it takes", async ({
  page,
  signUp,
  provider,
  colleague,
}, info) => {
  const ada = await signUp();
  await make(page, provider, "Shared");
  await make(page, provider, "Ada's own", { scope: "user" });
  const { page: theirs, name } = await colleague("Grace Hopper", ada);
  await theirs.goto("/settings/models");
  await expect(rowOf(theirs, "Shared")).toBeVisible();
  await expect(theirs.getByText("Ada's own")).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "More for Shared" })).toHaveCount(0);
  await theirs.getByRole("button", { name: "Connect a model" }).click();
  const dialog = theirs.getByRole("dialog");
  await expect(dialog.getByLabel("Who may use it")).toHaveCount(0);
  await dialog.getByLabel("Provider").selectOption("OpenAI-compatible");
  await dialog.getByLabel("Base URL").fill(provider.baseUrl);
  await dialog.getByLabel(/^API key/).fill("sk-first-0123456789");
  await dialog.getByLabel("Model", { exact: true }).fill("hermes-1");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(theirs.getByRole("list", { name: "Your own models" })).toContainText("OpenAI-compatible: hermes-1");
  await expectAccessible(theirs);
  await theirs.screenshot({ path: info.outputPath("member.png") });
  await page.goto("/settings/models");
  await expect(page.getByText("OpenAI-compatible: hermes-1")).toHaveCount(0);

  const { items } = await (await page.request.get("/api/members")).json();
  const { userId } = items.find((one: { name: string }) => one.name === name);
  expect((await page.request.patch(`/api/members/${userId}`, { data: { role: "viewer" } })).ok()).toBe(true);
  await theirs.goto("/settings/models");
  await expect(theirs.getByText("This needs the role member in this workspace")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Connect a model" })).toHaveCount(0);
  await expectAccessible(theirs);
  await theirs.screenshot({ path: info.outputPath("viewer.png") });
});
