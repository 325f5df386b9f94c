import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAgentReads } from "#lib/adapters/postgres/agent-reads.ts";
import { createStore } from "#lib/adapters/postgres/commit.ts";
import { rebuildProjections } from "#lib/adapters/postgres/rebuild-projections.ts";
import { createSessionReads } from "#lib/adapters/postgres/session-reads.ts";
import type { Context } from "#lib/application/context.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { Viewer } from "#lib/application/ports/reads.ts";
import type { Store } from "#lib/application/ports/store.ts";
import { createCatalog } from "#lib/catalog/index.ts";
import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import { getOrCreateAgent } from "./get-or-create-agent.ts";
import { handleCommand } from "./handle-command.ts";
import { decideAgent } from "./record-events.ts";

const PROCESSES = 4;
const WRITERS = 64;

let world: SessionWorld;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await world.close();
});

/** What several processes of a cluster share is the database, and nothing else. */
function cluster({ workspaceId, userId }: Viewer): Context[] {
  return Array.from({ length: PROCESSES }, () => {
    const pool = new pg.Pool({ connectionString: world.url, max: 16 });
    pools.push(pool);
    const store: Store = createStore(pool, () => {});
    const ports = { store, agents: createAgentReads(pool), sessions: createSessionReads(pool) };
    return {
      actor: { kind: "user", userId, authSessionId: "signed-in" },
      workspaceId,
      role: "member",
      correlationId: "request",
      door: "test",
      now: world.now,
      newId: randomUUID,
      ports: { ...ports, catalog: createCatalog({ testAgent: false }) } as Ports,
    };
  });
}

test("64 writers in 4 processes write to one agent: nothing is lost, nothing repeated, whatever goes with it either", async () => {
  const ada = await world.person();
  const processes = cluster(ada);
  const contextOf = (writer: number) => processes[writer % PROCESSES] as Context;
  const ids = await Promise.all(processes.map((ctx) => getOrCreateAgent({ ctx, input: { slug: "guide" } })));
  expect(new Set(ids).size).toBe(1);
  const agentId = ids[0] as string;
  const tally = { workspaceId: ada.workspaceId, key: "written" };
  let tries = 0;
  const sideEffect = () => {
    tries++;
    return { tallies: [tally] };
  };
  const write = async (writer: number): Promise<void> => {
    const ctx = contextOf(writer);
    const sessionId = randomUUID();
    const commands: AgentCommand[] = [
      {
        ...{ type: "start-session", sessionId, conversationId: randomUUID(), sessionType: "guide" },
        ...{ maxConcurrentSessions: null, at: ctx.now() },
      },
      { type: "receive-message", sessionId, messageId: randomUUID(), responderId: ada.userId, at: ctx.now() },
      { type: "update-preferences", preferences: { [`writer${writer}`]: writer }, by: ada.userId, at: ctx.now() },
      { type: "complete-session", sessionId, summary: `Writer ${writer}`, by: ada.userId, at: ctx.now() },
    ];
    for (const command of commands) await handleCommand({ ctx, input: { agentId, command, with: sideEffect } });
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

  const events = 4 * WRITERS;
  const { state, version } = await createAgentReads(world.pool).load(agentId, ada.workspaceId);
  expect(version).toBe(1 + events);
  expect(state).toMatchObject({ totalSessions: WRITERS, totalInteractions: WRITERS, successfulCompletions: WRITERS });
  expect("preferences" in state && Object.values(state.preferences).sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: WRITERS }, (_, writer) => writer),
  );
  const log = await world.pool.query("select version, id from agent_events where agent_id = $1 order by version", [
    agentId,
  ]);
  expect(log.rows.map((row) => row.version)).toEqual(log.rows.map((_, index) => index + 1));
  expect(new Set(log.rows.map((row) => row.id)).size).toBe(log.rows.length);
  const counted = await world.pool.query("select count from probe_tallies where key = 'written'");
  expect(counted.rows).toEqual([{ count: events }]);
  expect(tries).toBeGreaterThan(events); // some of them did meet
  expect(await rebuildProjections(world.pool, { check: true })).toMatchObject({ agents: 1, differences: 0 });
});

test("what was decided on an append that then fails is refused, though another process has written as many events", async () => {
  const ada = await world.person();
  const [here, there] = cluster(ada) as [Context, Context];
  const agentId = await getOrCreateAgent({ ctx: here, input: { slug: "guide" } });
  const note = (key: string): AgentCommand => ({
    ...{ type: "update-preferences", preferences: { [key]: true }, by: ada.userId, at: here.now() },
  });
  const decided = async (key: string) => {
    const loaded = await here.ports.agents.loadNext(agentId, ada.workspaceId);
    const append = decideAgent(here, loaded, [note(key)]);
    if (!append) throw new Error("A note is something.");
    return append;
  };
  const first = await decided("first");
  let commitFirst: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    commitFirst = resolve;
  });
  const committed = begun.then(() => here.ports.store.commit({ agents: [first] }));
  here.ports.agents.expect(first, committed);
  const second = await decided("second");
  await handleCommand({ ctx: there, input: { agentId, command: note("elsewhere") } });
  commitFirst();
  await expect(committed).rejects.toMatchObject({ code: "version_conflict" });
  await expect(here.ports.store.commit({ agents: [second] })).rejects.toMatchObject({ code: "version_conflict" });
  await expect(here.ports.store.commit({ agents: [first, second] })).rejects.toMatchObject({
    code: "version_conflict",
  });
  const { state } = await handleCommand({ ctx: here, input: { agentId, command: note("third") } });
  expect(state).toMatchObject({ preferences: { elsewhere: true, third: true } });
});

test("of 64 who start the only session that an agent may have, one does", async () => {
  const ada = await world.person();
  const processes = cluster(ada);
  const agentId = await getOrCreateAgent({ ctx: processes[0] as Context, input: { slug: "tutor" } });
  const outcomes = await Promise.allSettled(
    Array.from({ length: WRITERS }, (_, writer) => {
      const ctx = processes[writer % PROCESSES] as Context;
      const command: AgentCommand = {
        ...{ type: "start-session", sessionId: randomUUID(), conversationId: randomUUID(), sessionType: "tutor" },
        ...{ maxConcurrentSessions: 1, at: ctx.now() },
      };
      return handleCommand({ ctx, input: { agentId, command } });
    }),
  );
  const refused = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
  expect(refused).toEqual(Array.from({ length: WRITERS - 1 }, () => "too_many_sessions"));
});
