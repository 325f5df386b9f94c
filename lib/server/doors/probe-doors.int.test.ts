import { expect, test } from "vitest";
import { createCatalog } from "#lib/catalog/index.ts";
import { createDoorsWorld } from "#lib/testing/doors-world.ts";

test("what the probe has counted is told within its workspace, 0 for what it never did", async () => {
  const world = await createDoorsWorld();
  const [one, other] = [await world.person(), await world.person()];
  await world.store.commit({ tallies: [{ workspaceId: one.workspaceId, key: "a b" }] });
  const count = async (key: string, as = one) =>
    (await world.send("GET", `/api/agents/probe/tally/${key}`, { as })).json();
  expect(await count("a%20b")).toEqual({ count: 1 });
  expect(await count("never")).toEqual({ count: 0 });
  expect(await count("a%20b", other)).toEqual({ count: 0 });
  await world.close();
});

test("where the test agent is off there is no such door", async () => {
  const world = await createDoorsWorld({ catalog: createCatalog({ testAgent: false }) });
  const response = await world.send("GET", "/api/agents/probe/tally/a", { as: await world.person() });
  expect([response.status, (await response.json()).code]).toEqual([404, "not_found"]);
  await world.close();
});
