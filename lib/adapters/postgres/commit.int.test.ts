import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Changes } from "#lib/application/ports/store.ts";
import { planTurn } from "#lib/application/turns/plan-turn.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { errorCode } from "#lib/domain/errors.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import { createTurnWorld, isGapless, type TurnWorld } from "#lib/testing/turn-world.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

const at = "2026-11-21T12:34:56.789Z";

async function arrive() {
  const owner = await world.person();
  const sessionId = await world.session(owner);
  const conversation = await world.conversation(owner, sessionId, "worker");
  const { workspaceId, userId } = owner;
  const plan = {
    ...{ workspaceId, userId, sessionId, conversationId: conversation.id, agentId: conversation.agentId },
    ...{ slug: "worker", turnId: randomUUID(), llmConfigId: null, messageCount: 0, parentId: null, at },
  };
  const asked = { id: randomUUID(), role: "user" as const, parts: [], authorId: userId };
  const renamed = (title: string): Changes => ({
    sessions: [{ id: sessionId, title, at }],
    feed: [{ sessionId, ownerId: userId, at, facts: [{ type: "session.renamed", title }] }],
  });
  return {
    owner,
    sessionId,
    conversation,
    plan,
    asked,
    renamed,
    feed: () => world.reads.feedAfter(sessionId, 0, 10_000),
  };
}

const step = (name: string, more: Partial<Step> = {}): Step => ({
  ...{ name, label: `Step ${name}`, status: "pending", attempts: 0, service: null, contribution: null },
  ...{ startedAt: null, endedAt: null, error: null },
  ...more,
});

function runOf({ sessionId, conversation, owner }: Awaited<ReturnType<typeof arrive>>, more: Partial<Run> = {}) {
  const run: Run = {
    ...{ id: randomUUID(), sessionId, conversationId: conversation.id, type: "test", orchestrator: "Test" },
    ...{
      status: "queued",
      progress: 0,
      currentStep: null,
      steps: [step("one"), step("two")],
      params: { a: [1, null] },
    },
    ...{ startedBySlug: "worker", result: null, error: null, createdAt: at, startedAt: null, endedAt: null },
    ...more,
  };
  return { ...run, workspaceId: owner.workspaceId, userId: owner.userId };
}

describe("what a commit writes is what is read", () => {
  test("sessions: every field of a patch, and only those", async () => {
    const { owner, sessionId } = await arrive();
    await world.store.commit({
      sessions: [
        { id: sessionId, title: 'Ü "1"', subject: "ACME", status: "completed", completedAt: at, expiresAt: at, at },
      ],
    });
    const before = await world.reads.view(owner, sessionId, 1);
    expect(before).toMatchObject({
      ...{ title: 'Ü "1"', subject: "ACME", status: "completed", completedAt: at, expiresAt: at },
      ...{ updatedAt: at, lastActivityAt: at },
    });
    await world.store.commit({ sessions: [{ id: sessionId, status: "active", completedAt: null, at }] });
    expect(await world.reads.view(owner, sessionId, 1)).toEqual({ ...before, status: "active", completedAt: null });
  });

  test("messages, turns, iterations and calls", async () => {
    const { owner, plan, asked } = await arrive();
    const parts = [{ type: "text" as const, text: "ä😀 \u2028 </x>" }];
    await world.store.commit(planTurn(plan, { ...asked, parts }).changes);
    expect(await world.reads.message(owner, plan.sessionId, asked.id)).toMatchObject({
      ...{ parts, sequence: 1, role: "user", status: "complete", authorId: owner.userId, createdAt: at },
    });
    const one = await world.createProcess();
    const turn = await one.ports.turns.claim(plan.turnId, at);
    expect(turn).toMatchObject({
      epoch: 1,
      acceptedAt: at,
      message: { createdAt: at, parentId: asked.id, sequence: 2 },
    });
    const key = { turnId: plan.turnId, iteration: 0, index: 0 };
    const call = {
      type: "tool-call" as const,
      toolCallId: "c",
      tool: "tally",
      input: { key: "k" },
      state: "running" as const,
    };
    const by = { configId: null, model: "m" };
    const carried = [{ part: 0, kind: "tool-call", by, options: { google: { thoughtSignature: "s" } } }];
    const notice = { type: "notice" as const, level: "info" as const, text: "Shown" };
    await world.store.commit({
      iterations: [
        {
          ...{ turnId: plan.turnId, n: 0, epoch: 1, parts: [call] as never, at },
          ...{ usage: { inputTokens: 1, outputTokens: 2 }, carried },
        },
      ],
      toolCallStarts: [{ ...key, toolCallId: "c", tool: "tally", input: { key: "k" }, epoch: 1, startedAt: at }],
    });
    const end = {
      ...key,
      state: "done" as const,
      output: [0],
      error: null,
      endedAt: at,
      parts: [notice],
      endsTurn: true,
    };
    await world.store.commit({ toolCallEnds: [end] });
    await world.store.commit({ toolCallEnds: [{ ...end, state: "failed", output: null }] });
    const again = await one.ports.turns.claim(plan.turnId, at);
    expect(again?.progress).toEqual({
      answers: [],
      receipts: [],
      iterations: [{ n: 0, parts: [call], usage: { inputTokens: 1, outputTokens: 2 }, carried }],
      toolCalls: [{ ...end, toolCallId: "c", tool: "tally", input: { key: "k" }, epoch: 1, startedAt: at }],
    });
  });

  test("runs and steps", async () => {
    const place = await arrive();
    const run = runOf(place);
    const rows = run.steps.map((one, position) => ({ ...one, runId: run.id, position }));
    await world.store.commit({ newRuns: [run], steps: rows });
    const { workspaceId: _, userId: __, ...written } = run;
    expect(await world.reads.run(place.owner, run.id)).toEqual(written);
    const failure = { code: "service_failed" as const, message: "No", retryable: true };
    const done = step("one", {
      status: "failed",
      attempts: 2,
      service: "S",
      contribution: "c",
      startedAt: at,
      endedAt: at,
      error: failure,
    });
    await world.store.commit({
      runs: [
        {
          id: run.id,
          status: "failed",
          progress: 50,
          currentStep: "one",
          result: { x: 1 },
          error: failure,
          startedAt: at,
          endedAt: at,
        },
      ],
      steps: [{ ...done, runId: run.id, position: 0, output: { y: 2 } }],
    });
    expect(await world.reads.run(place.owner, run.id)).toEqual({
      ...written,
      ...{
        status: "failed",
        progress: 50,
        currentStep: "one",
        result: { x: 1 },
        error: failure,
        startedAt: at,
        endedAt: at,
      },
      steps: [done, run.steps[1]],
    });
  });

  test("state entries, files and counts", async () => {
    const { owner, sessionId } = await arrive();
    const orchestratorMetadata = {
      ...{ createdByOrchestrator: "Test", workflowId: randomUUID(), delegationChain: ["guide"] },
      enablingServiceContributions: [{ service: "S", contribution: "c", timestamp: at }],
    };
    const entry = {
      ...{ stateId: randomUUID(), sessionId, key: "k", stateData: { a: null }, orchestratorMetadata },
      ...{ metadata: { m: 1 }, storedAt: at, expiresAt: null },
    };
    await world.store.commit({ stateEntries: [entry] });
    await world.store.commit({ stateEntries: [{ ...entry, stateId: randomUUID(), stateData: "new" }] });
    expect(await world.reads.stateEntries(owner, sessionId)).toEqual([{ ...entry, stateData: "new" }]);
    const file = {
      ...{
        fileId: randomUUID(),
        sessionId,
        ownerId: owner.userId,
        name: "ü.csv",
        mediaType: "text/csv",
        fileType: "csv",
      },
      ...{ size: 5_000_000_000, sha256: "ab", createdAt: at },
    };
    await world.store.commit({ files: [{ ...file, workspaceId: owner.workspaceId }] });
    expect(await world.reads.files(owner, sessionId)).toEqual([file]);
    const tallies = [{ workspaceId: owner.workspaceId, key: "k" }];
    await Promise.all(Array.from({ length: 8 }, () => world.store.commit({ tallies })));
    expect(await world.agents.tally(owner.workspaceId, "k")).toBe(8);
  });

  test("thousands of facts at once, in their order; the cluster allows no temporary files for more than they are", async () => {
    const { owner, sessionId, feed } = await arrive();
    const facts = Array.from({ length: 4_000 }, (_, n) => ({
      ...{ type: "session.renamed" as const, title: `${n} ${"x".repeat(200)}` },
    }));
    await world.store.commit({ feed: [{ sessionId, ownerId: owner.userId, at, facts }] });
    const told = await feed();
    expect(isGapless(told)).toBe(true);
    expect(told.slice(-4_000)).toMatchObject(facts);
  });

  test("nothing at all is no statement", async () => {
    expect(await world.store.commit({})).toEqual({});
    expect(await world.store.commit({ messages: [], feed: [] })).toEqual({});
  });
});

describe("a guard that does not hold", () => {
  test("of a turn: refused, and nothing of the commit is written", async () => {
    const { plan, asked, renamed, owner, feed } = await arrive();
    await world.store.commit(planTurn(plan, asked).changes);
    const one = await world.createProcess();
    await one.ports.turns.claim(plan.turnId, at);
    const before = await feed();
    const write = (turnId: string, epoch: number) =>
      world.store.commit({ ...renamed("Fenced"), guard: { turnId, epoch }, tallies: [{ ...owner, key: "fenced" }] });
    for (const [turnId, epoch] of [
      [plan.turnId, 0],
      [plan.turnId, 2],
      [randomUUID(), 1],
    ] as const)
      await expect(write(turnId, epoch)).rejects.toMatchObject({ code: "turn_fenced" });
    expect(await feed()).toEqual(before);
    expect((await world.reads.head(owner, plan.sessionId))?.title).toBeNull();
    expect(await world.agents.tally(owner.workspaceId, "fenced")).toBe(0);
    await write(plan.turnId, 1);
    expect(await world.agents.tally(owner.workspaceId, "fenced")).toBe(1);
    expect(await feed()).toHaveLength(before.length + 1);
  });

  test("of a run: refused, and nothing of the commit is written", async () => {
    const place = await arrive();
    const run = runOf(place);
    await world.store.commit({ newRuns: [run] });
    const before = await place.feed();
    const runGuard = { runId: run.id, epoch: 7 };
    await expect(
      world.store.commit({ ...place.renamed("Fenced"), runGuard, runs: [{ id: run.id, status: "completed" }] }),
    ).rejects.toMatchObject({ code: "turn_fenced" });
    expect(await place.feed()).toEqual(before);
    expect((await world.reads.run(place.owner, run.id))?.status).toBe("queued");
  });
});

describe("a broken rule comes back as its code, and nothing of the commit is written", () => {
  type Place = Awaited<ReturnType<typeof arrive>>;
  const planned = (place: Place, more: object = {}, id: string = randomUUID()) =>
    planTurn({ ...place.plan, turnId: randomUUID(), ...more }, { ...place.asked, id }).changes;
  const cases: Record<string, (place: Place) => Promise<Changes>> = {
    "already_exists: a message": async (place) =>
      planned(place, { messageCount: 8, conversationId: (await another(place)).id }, place.asked.id),
    "version_conflict: a place in the conversation": async (place) => ({ messages: planned(place).messages ?? [] }),
    "turn_in_progress: a turn in the conversation": async (place) => planned(place, { messageCount: 8 }),
    "already_exists: a session": async ({ owner, sessionId }) => ({
      newSessions: [
        {
          id: sessionId,
          workspaceId: owner.workspaceId,
          ownerId: owner.userId,
          title: null,
          hidden: false,
          metadata: {},
          at,
        },
      ],
    }),
    "not_found: a session that is gone": async ({ owner, sessionId }) => {
      const gone = "delete from sessions where id = $1";
      await world.pool.query(gone, [sessionId]);
      return {
        sessions: [{ id: sessionId, deletedAt: null, at }],
        feed: [{ sessionId, ownerId: owner.userId, at, facts: [{ type: "session.restored" }] }],
      };
    },
    "version_conflict: a conversation": async ({ sessionId, conversation }) => ({
      conversations: [
        { id: randomUUID(), sessionId, agentId: conversation.agentId, slug: "worker", newMessages: 0, at },
      ],
    }),
    "workflow_already_active: a run": async (place) => {
      await world.store.commit({ newRuns: [runOf(place)] });
      return { newRuns: [runOf(place)] };
    },
    "already_exists: a run": async (place) => {
      const run = runOf(place, { status: "failed" });
      await world.store.commit({ newRuns: [run] });
      return { newRuns: [run] };
    },
    "version_conflict: an agent's log": async ({ owner, conversation }) => {
      const { rows } = await world.pool.query("select * from agent_events where agent_id = $1", [conversation.agentId]);
      const { state, version } = await world.agents.load(conversation.agentId, owner.workspaceId);
      if (state.status === "absent") throw new Error("It is there.");
      const event = { ...rows[0], id: randomUUID(), version, correlationid: "t" };
      const [agentId, workspaceId] = [state.id, owner.workspaceId];
      const before = absentAgent(agentId, workspaceId);
      const after = { events: [event], states: [state], state };
      return { agents: [{ agentId, workspaceId, expectedVersion: version - 1, before, ...after }] };
    },
  };
  const another = ({ owner, sessionId }: Place) => world.conversation(owner, sessionId, "luca");

  test.each(Object.entries(cases))("%s", async (name, make) => {
    const place = await arrive();
    await world.store.commit(planTurn(place.plan, place.asked).changes);
    const changes = await make(place);
    const before = await place.feed();
    const code = await world.store
      .commit({ ...changes, ...place.renamed("Broken"), tallies: [{ ...place.owner, key: "broken" }] })
      .then(
        () => "written",
        (error) => errorCode(error) ?? error,
      );
    expect(code).toBe(name.split(":")[0]);
    expect(await place.feed()).toEqual(before);
    expect(await world.agents.tally(place.owner.workspaceId, "broken")).toBe(0);
  });
});

describe("the feed under 64 committers at once", () => {
  test("in one session: no gap, nothing lost, each hears its own sequence", async () => {
    const { renamed, feed, sessionId } = await arrive();
    const before = (await feed()).length;
    const heads = await Promise.all(Array.from({ length: 64 }, (_, i) => world.store.commit(renamed(`Title ${i}`))));
    const facts = await feed();
    expect(isGapless(facts)).toBe(true);
    expect(facts).toHaveLength(before + 64);
    expect(new Set(heads.map((head) => head[sessionId])).size).toBe(64);
    for (const [i, head] of heads.entries())
      expect(facts[(head[sessionId] ?? 0) - 1]).toMatchObject({ type: "session.renamed", title: `Title ${i}` });
  });

  test("in eight sessions, each commit in two of them: no gap, no deadlock", async () => {
    const places = await Promise.all(Array.from({ length: 8 }, arrive));
    const pick = (i: number) => places[i % 8] as (typeof places)[number];
    const commits = Array.from({ length: 64 }, (_, i) => {
      const [one, two] = [pick(i), pick(i * 3 + 1)];
      return world.store.commit({ feed: [...(one.renamed(`${i}`).feed ?? []), ...(two.renamed(`${i}`).feed ?? [])] });
    });
    await Promise.all(commits);
    const feeds = await Promise.all(places.map((place) => place.feed()));
    for (const facts of feeds) expect(isGapless(facts)).toBe(true);
    expect(feeds.flat().filter((fact) => fact.type === "session.renamed")).toHaveLength(128);
  });
});
