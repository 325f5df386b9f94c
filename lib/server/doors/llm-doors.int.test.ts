import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { modelFactory } from "#lib/adapters/models/create-model.ts";
import { modelLister } from "#lib/adapters/models/list-models.ts";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { Provider } from "#lib/testing/open-provider.ts";

const KEY = "sk-first-0123456789";
const NEW_KEY = "sk-second-9876543210";

const fetch = createGuardedFetch(createOutboundPolicy(["127.0.0.1"]));
const provider = new Provider();
const elsewhere = new Provider();
const invalidate = vi.fn();
let world: DoorsWorld;
let ada: Person;
beforeAll(async () => {
  await Promise.all([provider.start(), elsewhere.start()]);
  const models = { invalidate, stats: () => ({ size: 0, hits: 0, misses: 0, hitRate: 0, circuits: [] }) };
  world = await createDoorsWorld({
    ...{ createModel: modelFactory({ fetch }), listModels: modelLister({ fetch }) },
    models: models as never,
  });
});
afterAll(async () => {
  await world.close();
  fetch.close();
  provider.stop();
  elsewhere.stop();
});
beforeEach(async () => {
  provider.keys.clear();
  provider.keys.add(KEY);
  invalidate.mockClear();
  ada = await world.person();
});

const ask = async (method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE", path: string, body?: unknown, as = ada) => {
  const response = await world.send(method, `/api/llm-configs${path}`, { as, body });
  return { status: response.status, body: response.status === 204 ? null : await response.json() };
};
const connection = () => ({ provider: "openai-compatible", model: "hermes-1", baseUrl: provider.baseUrl, apiKey: KEY });
const create = (more: object = {}) => ask("POST", "", { name: "Hermes", ...connection(), ...more });
const refused = (path: string, words: string) => ({
  status: 422,
  body: { code: "llm_config_invalid", errors: [{ path, message: expect.stringContaining(words) }] },
});

describe("connecting a model", () => {
  it("asks it first when told to, and stores nothing when it does not answer", async () => {
    const made = await create({ test: true });
    expect(made).toMatchObject({ status: 201, body: { keyHint: "…6789", validatedAt: expect.any(String) } });
    expect(await create({ test: true, apiKey: "sk-wrong-0123456789" })).toMatchObject(refused("model", "API key"));
    expect(await create({ test: true, model: "nothing" })).toMatchObject(refused("model", "does not exist"));
    expect((await ask("GET", "")).body.items).toHaveLength(1);
  });

  it("takes what its provider asks for, by field", async () => {
    const azure = { provider: "azure", baseUrl: "https://ours.openai.azure.com", model: "gpt-5" };
    expect(await create(azure)).toMatchObject(refused("deployment", "needs the deployment"));
    expect(await create({ ...azure, deployment: "chat", wire: "responses", apiVersion: "2024-10-21" })).toMatchObject(
      refused("apiVersion", "Leave the API version out"),
    );
    expect(await create({ ...azure, deployment: "chat", wire: "telegraph" })).toMatchObject(
      refused("wire", "telegraph"),
    );
    expect(await create({ ...azure, deployment: "chat", apiVersion: "2024-10-21" })).toMatchObject({
      ...{ status: 201, body: { deployment: "chat", apiVersion: "2024-10-21", wire: null, price: null } },
    });
    expect((await create({ deployment: "chat" })).body.errors[0].path).toBe("deployment");
    expect((await create({ price: { input: -1, output: 1 } })).status).toBe(422);
  });

  it("keeps the price that was entered, and takes it away again", async () => {
    const price = { input: 0.25, cachedInput: 0.025, output: 2 };
    const { body } = await create({ price });
    expect(body.price).toEqual(price);
    expect((await ask("PATCH", `/${body.id}`, { name: "Other" })).body.price).toEqual(price);
    expect((await ask("PATCH", `/${body.id}`, { price: null })).body.price).toBeNull();
  });
});

describe("a new key", () => {
  it("is stored when the model answers with it, and the old one stays when it does not", async () => {
    const { body } = await create();
    const path = `/${body.id}/rotate`;
    invalidate.mockClear();
    expect(await ask("POST", path, { apiKey: NEW_KEY })).toMatchObject(refused("apiKey", "refused the API key"));
    expect((await ask("GET", "")).body.items[0].keyHint).toBe("…6789");
    expect(invalidate).not.toHaveBeenCalled();

    provider.keys.add(NEW_KEY);
    expect(await ask("POST", path, { apiKey: NEW_KEY })).toMatchObject({
      ...{ status: 200, body: { keyHint: "…3210", validatedAt: expect.any(String) } },
    });
    expect(provider.sent.at(-1)).toBe(NEW_KEY);
    expect(invalidate).toHaveBeenCalledWith(ada.workspaceId);
  });

  it("is stored unasked when forced, and then nobody says that it has worked", async () => {
    const { body } = await create({ test: true });
    expect(await ask("POST", `/${body.id}/rotate`, { apiKey: NEW_KEY, force: true })).toMatchObject({
      ...{ status: 200, body: { keyHint: "…3210", validatedAt: null } },
    });
  });

  it("is an admin's to give to a shared model, and nobody's to another person's", async () => {
    const shared = (await create()).body.id;
    const own = (await create({ scope: "user" })).body.id;
    const [member, admin] = [
      await world.person({ workspaceId: ada.workspaceId, role: "member" }),
      await world.person({ workspaceId: ada.workspaceId, role: "admin" }),
    ];
    const body = { apiKey: NEW_KEY, force: true };
    expect((await ask("POST", `/${shared}/rotate`, body, member)).status).toBe(403);
    expect((await ask("POST", `/${own}/rotate`, body, admin)).status).toBe(404);
    expect((await ask("POST", `/${shared}/rotate`, body, admin)).status).toBe(200);
  });
});

describe("the models that a provider offers", () => {
  const names = ["hermes-1", "hermes-1-mini", "sphinx"];

  it("are asked with the key that is entered, or the one that is stored", async () => {
    const { model: _unused, apiKey, ...fields } = connection();
    expect(await ask("POST", "/models", { ...fields, apiKey })).toEqual({ status: 200, body: { models: names } });
    expect(await ask("POST", "/models", { ...fields, apiKey: "wrong" })).toMatchObject(refused("model", "API key"));
    const { body } = await create();
    expect((await ask("POST", "/models", { ...fields, id: body.id })).body).toEqual({ models: names });
  });

  it("are none where the provider cannot be asked", async () => {
    const azure = { provider: "azure", baseUrl: "https://ours.openai.azure.com", apiKey: KEY, deployment: "chat" };
    expect((await ask("POST", "/models", azure)).body).toEqual({ models: [] });
    expect((await ask("POST", "/models", { provider: "demo" })).body).toEqual({ models: [] });
  });

  it("are never asked of another server with a stored key", async () => {
    const { body } = await create();
    const there = { provider: "openai-compatible", baseUrl: elsewhere.baseUrl, id: body.id };
    expect(await ask("POST", "/models", there)).toMatchObject(refused("apiKey", "another server"));
    expect(await ask("POST", "/try", { ...there, model: "hermes-1" })).toMatchObject(
      refused("apiKey", "another server"),
    );
    expect(elsewhere.sent).toEqual([]);
  });
});

it("a test that is hung up on ends the provider's request, and stores nothing", async () => {
  const { body } = await create({ test: true });
  await ask("PATCH", `/${body.id}`, { model: "sphinx" });
  const gone = new AbortController();
  const test = globalThis.fetch(`${world.origin}/api/llm-configs/${body.id}/test`, {
    ...{ method: "POST", signal: gone.signal, headers: { authorization: `Bearer ${ada.apiKey}` } },
  });
  await expect.poll(() => provider.waiting).toBe(1);
  gone.abort();
  await expect(test).rejects.toThrow();
  await expect.poll(() => provider.waiting).toBe(0);
  const { rows } = await world.pool.query("select verb from audit_log where workspace_id = $1", [ada.workspaceId]);
  expect(rows.map(({ verb }) => verb)).not.toContain("llm-config.tested");
});

it("every change is in the audit log: of a shared model what it is, of one's own that there is one, of keys nothing", async () => {
  const shared = (await create()).body.id;
  const own = (await create({ name: "Secret plan", scope: "user" })).body.id;
  await ask("PATCH", `/${shared}`, { name: "Messenger" });
  await ask("POST", `/${shared}/test`);
  await ask("POST", `/${shared}/rotate`, { apiKey: NEW_KEY, force: true });
  await ask("PUT", "/order", { scope: "workspace", ids: [shared] });
  for (const id of [shared, own]) await ask("DELETE", `/${id}`);
  const { rows } = await world.pool.query(
    "select verb, target_name, before, after from audit_log where workspace_id = $1 order by sequence",
    [ada.workspaceId],
  );
  const told = rows.map(({ verb, target_name: name }) => [verb.replace("llm-config.", ""), name]);
  expect(told).toEqual([
    ["created", "Hermes"],
    ["created", null],
    ["changed", "Messenger"],
    ["tested", "Messenger"],
    ["rotated", "Messenger"],
    ["reordered", null],
    ["deleted", "Messenger"],
    ["deleted", null],
  ]);
  expect(rows[2]).toMatchObject({ before: { name: "Hermes" }, after: { name: "Messenger", hasKey: true } });
  expect(JSON.stringify(rows)).not.toMatch(/sk-|Secret plan/);
});
