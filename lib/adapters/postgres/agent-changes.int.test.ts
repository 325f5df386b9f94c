import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getOrCreateAgent } from "#lib/application/agents/get-or-create-agent.ts";
import { handleCommand } from "#lib/application/agents/handle-command.ts";
import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import { sendMessage } from "#lib/application/sessions/send-message.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { announceAgents, createAgentChanges } from "./agent-changes.ts";
import { createBus } from "./bus.ts";
import { createStore } from "./commit.ts";
import { createLiveFeed } from "./live-feed.ts";
import { createPool } from "./pool.ts";

let world: SessionWorld;
const closers: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(async () => {
  for (const close of closers) await close();
  await world.close();
});

/** A process on the world's database. A deaf one tells nobody what it has written. */
async function createProcess({ deaf = false } = {}) {
  const pool = createPool({ connectionString: world.url, max: 4 });
  const onError = (): void => {};
  const bus = createBus({ databaseUrl: world.url, executorId: randomUUID(), pool, onError });
  await bus.start();
  const { log, hub } = createLiveFeed({ pool, bus, feedAfter: world.reads.feedAfter, onError });
  closers.push(async () => {
    hub.close();
    await log.close();
    await bus.close();
    await pool.end();
  });
  const store = deaf ? createStore(pool, () => {}) : announceAgents(createStore(pool, hub.entries), bus);
  const ports = {
    store,
    sessions: world.reads,
    agents: world.agents,
    catalog: createCatalog({ testAgent: true }),
    engine: { startTurn: () => {} },
    rateLimits: testLimits(),
  } as unknown as Ports;
  const as = ({ workspaceId, userId }: Viewer): Context => ({
    actor: { kind: "user", userId, authSessionId: "signed-in" },
    workspaceId,
    role: "member",
    correlationId: "test",
    door: "test",
    now: () => new Date().toISOString(),
    newId: randomUUID,
    ports,
  });
  return { as, changes: createAgentChanges({ pool, invalidations: bus, live: hub, onError }) };
}

test("who follows an agent hears of what any process writes, in sessions and outside, and what nobody tells", async () => {
  const [here, there, deaf] = [await createProcess(), await createProcess(), await createProcess({ deaf: true })];
  const ada = await world.person();
  const agentId = await getOrCreateAgent({ ctx: here.as(ada), input: { slug: "guide" } });
  let heard = 0;
  const subscription = here.changes.subscribe({ agentId, ownerId: ada.userId }, () => {
    heard += 1;
  });
  const prefer = ({ as }: typeof here) =>
    handleCommand({
      ctx: as(ada),
      input: {
        agentId,
        command: { type: "update-preferences", preferences: { n: heard }, by: ada.userId, at: world.now() },
      },
    });
  const sessionId = await world.session(ada);
  for (const writes of [
    () => prefer(here),
    () => prefer(there),
    () => sendMessage({ ctx: there.as(ada), input: { sessionId, agent: "guide", text: "Hello" } }),
    () => prefer(deaf),
  ]) {
    const before = heard;
    await writes();
    await vi.waitFor(() => expect(heard).toBeGreaterThan(before));
  }
  subscription.close();
  const after = heard;
  await prefer(here);
  await prefer(there);
  const again = here.changes.subscribe({ agentId, ownerId: ada.userId }, () => {});
  await prefer(there);
  again.close();
  expect(heard).toBe(after);
});
