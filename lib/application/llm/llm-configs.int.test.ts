import { LLMock } from "@copilotkit/aimock";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { modelFactory } from "#lib/adapters/models/create-model.ts";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { LlmConfigRow } from "#lib/application/ports/llm-configs.ts";
import { providers } from "#lib/catalog/providers.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { auditEntry } from "#lib/testing/audit-entry.ts";
import { createTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { viewerOf } from "./config-rules.ts";
import { createLlmConfig } from "./create-config.ts";
import { deleteLlmConfig } from "./delete-config.ts";
import { listLlmConfigs } from "./list-configs.ts";
import { reorderLlmConfigs } from "./reorder-configs.ts";
import { createModelResolver } from "./resolve-model.ts";
import { getResolverStats } from "./resolver-stats.ts";
import { createLlmConfigSchema, reorderLlmConfigsSchema, updateLlmConfigSchema } from "./schema.ts";
import { testLlmConfig, tryConnection } from "./test-connection.ts";
import { updateLlmConfig } from "./update-config.ts";

const KEY = "sk-canary-0123456789-abcd";
const mock = new LLMock({ port: 0, host: "127.0.0.1" });
const guarded = createGuardedFetch(createOutboundPolicy("127.0.0.1"));
const secrets = createSecretBox({ current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64") } });
const sentKeys: (string | null)[] = [];
const tapped: typeof fetch = (url, init) => {
  sentKeys.push(new Headers(init?.headers).get("authorization"));
  return guarded(url, init);
};
let database: TestDatabase;
let pool: pg.Pool;
let prisma: PrismaClient;
let clock = 0;
let bus: Invalidations;
let people: Record<"admin" | "member" | "foreigner", Context>;

/** One process: a resolver of its own on the shared database and bus. */
function instance() {
  const llmConfigs = createLlmConfigs(prisma);
  const createModel = modelFactory({ fetch: tapped });
  const models = createModelResolver({
    configs: llmConfigs,
    secrets,
    providers,
    createModel,
    invalidations: bus,
    now: () => clock,
  });
  return { llmConfigs, createModel, models, secrets, providers } as unknown as Ports;
}

function createBus(): Invalidations {
  const listeners = new Map<string, Set<(key: string) => void>>();
  return {
    publish(topic, key) {
      for (const listener of listeners.get(topic) ?? []) listener(key);
    },
    subscribe(topic, listener) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(listener));
      return { close: () => set.delete(listener) };
    },
  };
}

beforeAll(async () => {
  await mock.start();
  database = await createTestDatabase();
  pool = new pg.Pool({ connectionString: database.url });
  prisma = createPrisma(pool);
});
afterAll(async () => {
  await prisma.$disconnect();
  await pool.end();
  await database.drop();
  guarded.close();
  await mock.stop();
});
beforeEach(async () => {
  await pool.query("truncate users, workspaces cascade");
  clock = Date.UTC(2026, 10, 21);
  bus = createBus();
  const ports = instance();
  const person = async (workspaceId: string, role: Context["role"]): Promise<Context> => {
    const userId = newId();
    await pool.query("insert into users (id, email, name, password_hash) values ($1, $2, 'x', 'x')", [
      userId,
      `${userId}@example.com`,
    ]);
    return {
      actor: { kind: "user", userId, authSessionId: newId() },
      workspaceId,
      role,
      correlationId: "c",
      door: "test",
      now: () => new Date(clock).toISOString(),
      newId,
      ports,
    };
  };
  const [ours, theirs] = [newId(), newId()];
  await pool.query("insert into workspaces (id, name) values ($1, 'ours'), ($2, 'theirs')", [ours, theirs]);
  people = {
    admin: await person(ours, "admin"),
    member: await person(ours, "member"),
    foreigner: await person(theirs, "owner"),
  };
});

const create = (ctx: Context, more: object = {}) =>
  createLlmConfig({
    ctx,
    input: createLlmConfigSchema.parse({
      name: "GPT",
      provider: "openai-compatible",
      model: "llama3.3",
      apiKey: KEY,
      baseUrl: `${mock.url}/v1/`,
      ...more,
    }),
  });
const resolve = (ctx: Context, configId: string | null = null) =>
  ctx.ports.models.resolve({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId, configId });

describe("a model config", () => {
  it("is stored with its key sealed, and shown with the key's end alone", async () => {
    const made = await create(people.admin);
    expect(made).toMatchObject({
      scope: "workspace",
      keyHint: "…abcd",
      baseUrl: `${mock.url}/v1`,
      validatedAt: null,
      isDefault: false,
    });
    const { items } = await listLlmConfigs({ ctx: people.member });
    expect(items).toEqual([made]);
    expect(JSON.stringify([made, items])).not.toContain("canary");
    const { rows } = await pool.query("select * from llm_configs");
    expect(JSON.stringify(rows)).not.toContain("canary");
  });

  it("is shared by the workspace or a person's own, and does not exist for anyone else", async () => {
    const shared = await create(people.admin);
    const own = await create(people.member, { scope: "user" });
    const ids = async (ctx: Context) => (await listLlmConfigs({ ctx })).items.map(({ id }) => id);
    expect(await ids(people.member)).toEqual([shared.id, own.id]);
    expect(await ids(people.admin)).toEqual([shared.id]);
    expect(await ids(people.foreigner)).toEqual([]);
    for (const ctx of [people.admin, people.foreigner]) {
      const missing = { code: "llm_config_not_found" };
      await expect(updateLlmConfig({ ctx, input: { id: own.id, name: "mine" } })).rejects.toMatchObject(missing);
      await expect(deleteLlmConfig({ ctx, input: { id: own.id } })).rejects.toMatchObject(missing);
      await expect(testLlmConfig({ ctx, input: { id: own.id } })).rejects.toMatchObject(missing);
      await expect(resolve(ctx, own.id)).rejects.toMatchObject(missing);
    }
  });

  it("of the workspace is an admin's to change; viewers and keys without the scope change nothing", async () => {
    const shared = await create(people.admin);
    const forbidden = { code: "forbidden" };
    await expect(create(people.member)).rejects.toMatchObject(forbidden);
    await expect(updateLlmConfig({ ctx: people.member, input: { id: shared.id, name: "x" } })).rejects.toMatchObject(
      forbidden,
    );
    await expect(deleteLlmConfig({ ctx: people.member, input: { id: shared.id } })).rejects.toMatchObject(forbidden);
    await expect(create({ ...people.member, role: "viewer" }, { scope: "user" })).rejects.toMatchObject(forbidden);
    const key: Context = {
      ...people.admin,
      actor: { kind: "apiKey", userId: people.admin.actor.userId, keyId: "k", scopes: ["models:read"] },
    };
    await expect(create(key)).rejects.toMatchObject({ code: "insufficient_scope" });
  });

  it.each([
    [{ provider: "nowhere" }, "provider"],
    [{ provider: "__proto__" }, "provider"],
    [{ provider: "openai", apiKey: undefined }, "apiKey"],
    [{ baseUrl: undefined }, "baseUrl"],
    [{ provider: "demo", baseUrl: undefined }, "apiKey"],
  ])("is refused with %j, by field", async (more, path) => {
    await expect(create(people.admin, more)).rejects.toMatchObject({
      code: "llm_config_invalid",
      details: { errors: [expect.objectContaining({ path })] },
    });
  });

  it.each(["ftp://x/v1", "http://user:pw@host/v1", "http://host/v1?key=1", "not an address"])(
    "is refused with the address %j",
    (baseUrl) => {
      expect(createLlmConfigSchema.safeParse({ name: "n", provider: "openai", model: "m", baseUrl }).success).toBe(
        false,
      );
    },
  );

  it("has no field that a client could smuggle in", () => {
    expect(
      createLlmConfigSchema.safeParse({ name: "n", provider: "openai", model: "m", workspaceId: newId() }).success,
    ).toBe(false);
    expect(updateLlmConfigSchema.safeParse({ id: newId(), ownerId: null }).success).toBe(false);
  });

  it("never sends its key to another server than the one it was entered for", async () => {
    const { id } = await create(people.admin);
    const elsewhere = { id, baseUrl: "https://evil.example/v1" };
    await expect(updateLlmConfig({ ctx: people.admin, input: elsewhere })).rejects.toMatchObject({
      code: "llm_config_invalid",
      details: { errors: [expect.objectContaining({ path: "apiKey" })] },
    });
    expect(
      (await updateLlmConfig({ ctx: people.admin, input: { ...elsewhere, apiKey: "sk-another-key-wxyz" } })).keyHint,
    ).toBe("…wxyz");
    expect(
      (await updateLlmConfig({ ctx: people.admin, input: { id, baseUrl: "https://evil.example/v2" } })).baseUrl,
    ).toBe("https://evil.example/v2");
  });

  it("takes no key that was tried before somebody else gave it another address", async () => {
    const { admin } = people;
    const { id } = await create(admin);
    const seen = (await admin.ports.llmConfigs.find(viewerOf(admin), id)) as LlmConfigRow;
    clock += 1_000;
    await updateLlmConfig({
      ctx: admin,
      input: { id, baseUrl: "https://evil.example/v1", apiKey: "sk-of-no-use-at-all" },
    });
    const patch = { keyCipher: "of the first server" };
    const late = admin.ports.llmConfigs.update(viewerOf(admin), seen, patch, admin.now(), auditEntry(viewerOf(admin)));
    await expect(late).rejects.toMatchObject({ code: "version_conflict" });
    expect(await admin.ports.llmConfigs.find(viewerOf(admin), id)).not.toMatchObject(patch);
  });

  it("is the only default of its scope, however many are made so at once", async () => {
    const configs = await Promise.all([1, 2, 3, 4].map(() => create(people.admin, { isDefault: true })));
    const own = await create(people.member, { scope: "user", isDefault: true });
    await Promise.all(configs.map(({ id }) => updateLlmConfig({ ctx: people.admin, input: { id, isDefault: true } })));
    const { items } = await listLlmConfigs({ ctx: people.member });
    expect(items.filter(({ isDefault, scope }) => isDefault && scope === "workspace")).toHaveLength(1);
    expect(items.find(({ id }) => id === own.id)?.isDefault).toBe(true);
  });

  it("is tested against the real model, and remembers when that worked", async () => {
    const { id } = await create(people.admin);
    mock.reset().onMessage(/OK/, { content: "OK" });
    expect(await testLlmConfig({ ctx: people.admin, input: { id } })).toEqual({
      ok: true,
      validatedAt: "2026-11-21T00:00:00.000Z",
    });
    expect((await listLlmConfigs({ ctx: people.admin })).items[0]?.validatedAt).toBe("2026-11-21T00:00:00.000Z");
    mock.reset().onMessage(/OK/, { error: { message: "bad key" }, status: 401 });
    expect(await testLlmConfig({ ctx: people.admin, input: { id } })).toMatchObject({
      ok: false,
      validatedAt: null,
      error: { code: "model_unauthorized" },
    });
    expect((await listLlmConfigs({ ctx: people.admin })).items[0]?.validatedAt).toBeNull();
  });

  it("can be tried before it is saved", async () => {
    mock.reset().onMessage(/OK/, { content: "OK" });
    const input = { provider: "openai-compatible", model: "m", baseUrl: `${mock.url}/v1` };
    expect(await tryConnection({ ctx: people.member, input })).toMatchObject({ ok: true });
    expect(await tryConnection({ ctx: people.member, input: { provider: "demo", model: "demo" } })).toMatchObject({
      ok: true,
    });
    expect(
      await tryConnection({ ctx: people.member, input: { ...input, baseUrl: "http://169.254.169.254/v1" } }),
    ).toMatchObject({ ok: false, error: { code: "outbound_refused" } });
    expect((await listLlmConfigs({ ctx: people.member })).items).toEqual([]);
  });
});

describe("the order of model configs", () => {
  const names = async (ctx: Context) => (await listLlmConfigs({ ctx })).items.map(({ name }) => name);
  const reorder = (ctx: Context, scope: "workspace" | "user", ids: string[]) =>
    reorderLlmConfigs({ ctx, input: reorderLlmConfigsSchema.parse({ scope, ids }) });

  it("is the workspace's to set by its admins, one's own by oneself, and the chain of fallbacks follows it", async () => {
    const [a, b, c] = [
      await create(people.admin, { name: "a" }),
      await create(people.admin, { name: "b" }),
      await create(people.admin, { name: "c", isDefault: true }),
    ];
    const own = await create(people.member, { name: "own", scope: "user" });
    const chain = async () => (await resolve(people.member)).map(({ used }) => used.name);
    expect(await chain()).toEqual(["c", "a", "b", "own"]);
    const { items } = await reorder(people.admin, "workspace", [b.id, c.id, a.id]);
    expect(items.map(({ name }) => name)).toEqual(["b", "c", "a"]);
    expect(await chain()).toEqual(["c", "b", "a", "own"]);
    const mine = await resolve(people.member, own.id);
    expect(mine.map(({ used }) => used.name)).toEqual(["own", "b", "c", "a"]);
    expect(mine.map((candidate) => candidate.own)).toEqual([true, false, false, false]);
    const ids = [a.id, b.id, c.id];
    await expect(reorder(people.member, "workspace", ids)).rejects.toMatchObject({ code: "forbidden" });
    expect(await names(people.admin)).toEqual(["b", "c", "a"]);
  });

  it("names all of a scope and nothing else", async () => {
    const [a, b] = [await create(people.admin, { name: "a" }), await create(people.admin, { name: "b" })];
    const own = await create(people.member, { name: "own", scope: "user" });
    const conflict = { code: "version_conflict" };
    const missing = { code: "llm_config_not_found" };
    await expect(reorder(people.admin, "workspace", [b.id])).rejects.toMatchObject(conflict);
    await expect(reorder(people.admin, "workspace", [b.id, b.id])).rejects.toMatchObject(conflict);
    await expect(reorder(people.admin, "workspace", [b.id, a.id, own.id])).rejects.toMatchObject(missing);
    await expect(reorder(people.foreigner, "workspace", [b.id, a.id])).rejects.toMatchObject(missing);
    expect(await names(people.admin)).toEqual(["a", "b"]);
  });

  it("has no demo in its chain, and no chain behind a demo", async () => {
    const real = await create(people.admin, { name: "real" });
    const given = { provider: "demo", model: "demo", apiKey: undefined, baseUrl: undefined };
    const demo = await create(people.admin, { ...given, name: "demo", isDefault: true });
    expect((await resolve(people.member)).map(({ used }) => used.configId)).toEqual([real.id]);
    expect((await resolve(people.member, demo.id)).map(({ used }) => used.configId)).toEqual([demo.id]);
  });
});

describe("the resolver", () => {
  it("gives the model that the key really opens", async () => {
    const { id } = await create(people.admin);
    mock.reset().onMessage("hello", { content: "Hi." });
    const [{ open, used }] = await resolve(people.member);
    expect(used).toEqual({ configId: id, provider: "openai-compatible", model: "llama3.3", name: "GPT" });
    await open().doGenerate({ prompt: [{ role: "user", content: [{ type: "text", text: "hello" }] }] });
    expect(sentKeys.at(-1)).toBe(`Bearer ${KEY}`);
  });

  it("knows what an answer will cost: as entered, else as published, else not", async () => {
    const openai = { provider: "openai", model: "gpt-4.1-2025-04-14", baseUrl: undefined };
    const configs = [
      await create(people.admin, { ...openai, price: { input: 0, output: 0 } }),
      await create(people.admin, openai),
      await create(people.admin),
    ];
    const prices = await Promise.all(configs.map(async ({ id }) => (await resolve(people.member, id))[0].price));
    expect(prices).toEqual([{ input: 0, output: 0 }, { input: 2, cachedInput: 0.5, output: 8 }, null]);
  });

  it("prefers the workspace's default, then one's own, and a demo only when nothing else is there", async () => {
    await expect(resolve(people.member)).rejects.toMatchObject({ code: "llm_config_missing" });
    const demo = await create(people.admin, {
      provider: "demo",
      model: "demo",
      apiKey: undefined,
      baseUrl: undefined,
      isDefault: true,
    });
    expect((await resolve(people.member))[0].used.configId).toBe(demo.id);
    const own = await create(people.member, { scope: "user", isDefault: true });
    expect((await resolve(people.member))[0].used.configId).toBe(own.id);
    const shared = await create(people.admin, { isDefault: true });
    expect((await resolve(people.member))[0].used.configId).toBe(shared.id);
    expect((await resolve(people.member, demo.id))[0].used.configId).toBe(demo.id);
  });

  it("keeps a model for five minutes, counts hits and misses, and asks the database no more meanwhile", async () => {
    await create(people.admin);
    const stats = () => getResolverStats({ ctx: people.admin });
    const [first, second] = await Promise.all([resolve(people.member), resolve(people.member)]);
    expect(second).toBe(first);
    expect(await stats()).toEqual({ size: 1, hits: 1, misses: 1, hitRate: 0.5, circuits: [] });
    await pool.query("delete from llm_configs");
    clock += 299_999;
    expect(await resolve(people.member)).toBe(first);
    clock += 2;
    await expect(resolve(people.member)).rejects.toMatchObject({ code: "llm_config_missing" });
    expect(await stats()).toMatchObject({ size: 0, hits: 2, misses: 2 });
  });

  it("sees a change at once, here and on another process, and nobody else's cache is touched", async () => {
    const other = { ...people.member, ports: instance() };
    const { id } = await create(people.admin);
    const before = [await resolve(people.member), await resolve(other)];
    await updateLlmConfig({ ctx: people.admin, input: { id, model: "llama4" } });
    for (const ctx of [people.member, other]) expect((await resolve(ctx))[0].used.model).toBe("llama4");
    expect(before.map(([{ used }]) => used.model)).toEqual(["llama3.3", "llama3.3"]);
    await deleteLlmConfig({ ctx: people.admin, input: { id } });
    for (const ctx of [people.member, other])
      await expect(resolve(ctx)).rejects.toMatchObject({ code: "llm_config_missing" });
    expect(other.ports.models.stats({ workspaceId: "", userId: "" })).toMatchObject({ size: 0, hits: 0, misses: 3 });
  });
});
