import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { modelFactory } from "#lib/adapters/models/create-model.ts";
import { type Bus, createBus } from "#lib/adapters/postgres/bus.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { providers } from "#lib/catalog/providers.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { auditEntry } from "#lib/testing/audit-entry.ts";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { createModelResolver } from "./resolve-model.ts";

let world: Awaited<ReturnType<typeof createSessionWorld>>;
let prisma: PrismaClient;
const buses: Bus[] = [];
beforeAll(async () => {
  world = await createSessionWorld();
  prisma = createPrisma(world.pool);
});
afterAll(async () => {
  await Promise.all(buses.map((bus) => bus.close()));
  await prisma.$disconnect();
  await world.close();
});

/** What a process of its own has: a line of its own to the database, and a cache of its own. */
async function createProcess() {
  const databaseUrl = world.pool.options.connectionString ?? "";
  const bus = createBus({ databaseUrl, executorId: randomUUID(), pool: world.pool, onError: () => {} });
  buses.push(bus);
  const models = createModelResolver({
    ...{ configs: createLlmConfigs(prisma), providers, invalidations: bus, now: Date.now },
    secrets: createSecretBox({ current: "test", keys: { test: Buffer.alloc(32, 7).toString("base64") } }),
    createModel: modelFactory({ fetch }),
  });
  await bus.start();
  return models;
}

it("a change on one process is seen by the others without waiting for the cache to age, and by its workspace alone", async () => {
  const [one, other] = [await createProcess(), await createProcess()];
  const [ours, theirs] = [await world.person(), await world.person()];
  const configs = createLlmConfigs(prisma);
  const connect = async (viewer: typeof ours) => {
    const [id, at] = [newId(), new Date().toISOString()];
    await configs.insert(
      {
        ...{ id, workspaceId: viewer.workspaceId, ownerId: null, name: "Model", provider: "demo", model: "demo" },
        ...{ baseUrl: null, deployment: null, apiVersion: null, wire: null, price: null, keyCipher: null },
        ...{ keyHint: null, isDefault: true, validatedAt: null, createdAt: at, updatedAt: at },
      },
      auditEntry(viewer),
    );
    return id;
  };
  const id = await connect(ours);
  await connect(theirs);
  const nameOn = async (models: typeof one, viewer: typeof ours) =>
    (await models.resolve({ ...viewer, configId: null }))[0].used.name;
  expect([await nameOn(one, ours), await nameOn(other, ours), await nameOn(other, theirs)]).toEqual(
    Array(3).fill("Model"),
  );
  const seen = { id, updatedAt: (await configs.find(ours, id))?.updatedAt ?? "" };
  await configs.update(ours, seen, { name: "Renamed" }, new Date().toISOString(), auditEntry(ours));
  // As long as nobody says so, the five minutes count.
  expect(await nameOn(other, ours)).toBe("Model");

  one.invalidate(ours.workspaceId);
  expect(await nameOn(one, ours)).toBe("Renamed");
  await expect.poll(() => nameOn(other, ours)).toBe("Renamed");
  const { misses } = other.stats(theirs);
  await nameOn(other, theirs);
  expect(other.stats(theirs).misses).toBe(misses);
});
