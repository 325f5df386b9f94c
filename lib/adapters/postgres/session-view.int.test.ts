import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import type { FeedEntry, FeedFact } from "#lib/domain/session/feed.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

const feedOf = (sessionId: string, ownerId: string, ...facts: FeedFact[]) => [
  { sessionId, ownerId, at: world.now(), facts },
];

const step = (changes: Partial<Step> = {}): Step => ({
  name: "parse",
  label: "Read the file",
  status: "pending",
  attempts: 0,
  service: "FileParser",
  contribution: null,
  startedAt: null,
  endedAt: null,
  error: null,
  ...changes,
});

const run = (sessionId: string, changes: Partial<Run> = {}): Run => ({
  id: randomUUID(),
  sessionId,
  conversationId: null,
  type: "content_analysis",
  orchestrator: "ContentAnalysisOrchestrator",
  status: "running",
  progress: 0,
  currentStep: null,
  steps: [],
  params: {},
  startedBySlug: "content-liaison",
  result: null,
  error: null,
  createdAt: world.now(),
  startedAt: null,
  endedAt: null,
  ...changes,
});

/** A session in which a person asked, was handed on, and a workflow runs while the second agent writes. */
async function busySession() {
  const owner = await world.person();
  const sessionId = await world.session(owner, "Sales");
  const guide = await world.conversation(owner, sessionId, "guide");
  await world.say(guide, { parts: [{ type: "text", text: "What do the sales say?" }], authorId: owner.userId });
  const liaison = await world.conversation(owner, sessionId, "content-liaison");
  const [asked] = await world.say(liaison, { parts: [{ type: "text", text: "Here is the file" }] });
  const [answer] = await world.say(liaison, { role: "assistant", status: "streaming" });
  if (!asked || !answer) throw new Error("Both were said.");
  const turnId = answer.id;
  await world.store.commit({
    turns: [
      {
        id: turnId,
        workspaceId: owner.workspaceId,
        sessionId,
        conversationId: liaison.id,
        agentId: liaison.agentId,
        slug: liaison.slug,
        userId: owner.userId,
        userMessageId: asked.id,
        llmConfigId: null,
        at: world.now(),
      },
    ],
  });
  await world.pool.query("update turns set status = 'running', epoch = 1 where id = $1", [turnId]);
  const { id: conversationId } = liaison;
  const packet = {
    handoffId: randomUUID(),
    fromSlug: "guide",
    toSlug: "content-liaison",
    toConversationId: conversationId,
    goal: "Understand the sales",
    facts: ["They are monthly"],
    openQuestions: [],
    files: [],
    createdAt: world.now(),
  };
  const key = { turnId, iteration: 0, index: 0 };
  const call = { toolCallId: "call_1", tool: "read_state", input: { key: "sales" } };
  const running = run(sessionId, { steps: [step()] });
  const busy = step({ status: "running", attempts: 1, startedAt: world.now() });
  const startedAt = world.now();
  const endedAt = world.now();
  const output = { rows: 3 };
  const facts: FeedFact[] = [
    { type: "turn.started", conversationId, turnId, epoch: 1, part: 0, model: null },
    { type: "handoff.created", conversationId: guide.id, packet },
    { type: "tool.started", conversationId, turnId, part: 1, ...call, startedAt },
    { type: "tool.settled", conversationId, turnId, part: 1, ...call, state: "done", output, endedAt },
    { type: "workflow.started", run: running },
    {
      type: "workflow.progress",
      runId: running.id,
      conversationId: null,
      status: "running",
      progress: 40,
      currentStep: "parse",
      step: busy,
    },
    { type: "state.stored", key: "sales", stateId: randomUUID(), workflowId: running.id },
  ];
  const parts: Json[] = [
    { type: "text", text: "Let me see." },
    { type: "tool-call", ...call, state: "running" },
  ];
  await world.store.commit({
    iterations: [{ turnId, n: 0, epoch: 1, parts, usage: null, at: world.now() }],
    toolCallStarts: [{ ...key, ...call, epoch: 1, startedAt }],
    newRuns: [{ ...running, workspaceId: owner.workspaceId, userId: owner.userId }],
    feed: feedOf(sessionId, owner.userId, ...facts),
  });
  await world.store.commit({
    toolCallEnds: [{ ...key, state: "done", output, error: null, endedAt }],
    runs: [{ id: running.id, progress: 40, currentStep: "parse", startedAt: world.entries.at(-1)?.at }],
    steps: [{ ...busy, runId: running.id, position: 0 }],
    stateEntries: [
      {
        stateId: randomUUID(),
        sessionId,
        key: "sales",
        stateData: { total: 3 },
        orchestratorMetadata: {
          createdByOrchestrator: null,
          workflowId: running.id,
          enablingServiceContributions: [],
          delegationChain: [],
        },
        metadata: {},
        storedAt: world.now(),
        expiresAt: null,
      },
    ],
  });
  return { owner, sessionId, guide, liaison, turnId, packet, startedAt, endedAt, output };
}

const empty = (view: SessionView): SessionView => ({
  ...view,
  feedSequence: 0,
  conversations: {},
  messages: {},
  olderCursor: {},
  turns: {},
  runs: [],
  handoffs: [],
  stateKeys: [],
  orchestratorContext: emptyOrchestratorContext,
});

function replay(start: SessionView, entries: FeedEntry[]): SessionView {
  return entries.reduce((view, entry) => {
    const next = reduce(view, { kind: "entry", entry });
    expect(next.gap).toBe(false);
    return next.view;
  }, start);
}

describe("the view of a session", () => {
  test("equals what a reader makes of the feed from its beginning", async () => {
    const { owner, sessionId, liaison, turnId } = await busySession();
    const view = await world.reads.view(owner, sessionId, 50);
    const entries = await world.reads.feedAfter(sessionId, 0, 1000);
    expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, index) => index + 1));
    if (!view) throw new Error("The owner sees the session.");
    const delta = { turnId, messageId: turnId, conversationId: liaison.id, epoch: 1, part: 0, kind: "text" } as const;
    const typed = (at: SessionView) =>
      reduce(at, { kind: "delta", delta: { ...delta, offset: 0, text: "Let me see." } });
    const begun = replay(empty(view), entries.slice(0, -6));
    const replayed = replay(typed(begun).view, entries.slice(-6));
    expect(replayed).toEqual({ ...view, updatedAt: replayed.updatedAt, lastActivityAt: replayed.lastActivityAt });
  });

  test("shows of a streaming message its committed parts, with the calls as they stand", async () => {
    const { owner, sessionId, liaison, turnId, startedAt, endedAt, output } = await busySession();
    const view = await world.reads.view(owner, sessionId, 50);
    const call = { type: "tool-call", toolCallId: "call_1", tool: "read_state", input: { key: "sales" } };
    expect(view?.messages[liaison.id]?.at(-1)).toMatchObject({
      id: turnId,
      status: "streaming",
      parts: [
        { type: "text", text: "Let me see." },
        { ...call, state: "done", startedAt, endedAt, output },
      ],
    });
    expect(view?.turns).toEqual({
      [turnId]: { turnId, conversationId: liaison.id, epoch: 1, status: "running" },
    });
    expect(await world.reads.message(owner, sessionId, turnId)).toEqual(view?.messages[liaison.id]?.at(-1));
  });

  test("holds the newest page of each conversation, and its cursor leads to the page before", async () => {
    const owner = await world.person();
    const sessionId = await world.session(owner);
    const guide = await world.conversation(owner, sessionId, "guide");
    const said = await world.say(guide, ...Array.from({ length: 7 }, (): Partial<Message> => ({})));
    const view = await world.reads.view(owner, sessionId, 3);
    expect(view?.messages[guide.id]?.map((one) => one.sequence)).toEqual([5, 6, 7]);
    expect(view?.olderCursor[guide.id]).toBe("5");
    const older = await world.reads.messages(owner, sessionId, "guide", { before: 5, limit: 3 });
    expect(older).toEqual({ items: said.slice(1, 4), nextCursor: "2" });
    const first = await world.reads.messages(owner, sessionId, "guide", { before: 2, limit: 3 });
    expect(first).toEqual({ items: said.slice(0, 1), nextCursor: null });
    expect((await world.reads.view(owner, sessionId, 7))?.olderCursor[guide.id]).toBeNull();
    expect(await world.reads.view(owner, sessionId, 0)).toMatchObject({
      messages: { [guide.id]: [] },
      olderCursor: { [guide.id]: "8" },
    });
  });

  test("is of one moment while others write", async () => {
    const owner = await world.person();
    const sessionId = await world.session(owner);
    const guide = await world.conversation(owner, sessionId, "guide");
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 60; i++) await world.say(guide, {});
      writing = false;
    })();
    while (writing) {
      const view = await world.reads.view(owner, sessionId, 100);
      const shown = view?.messages[guide.id]?.length;
      expect(view?.conversations.guide?.messageCount).toBe(shown);
      // The session and the conversation are the first two entries; every message is one.
      expect(view?.feedSequence).toBe(2 + (shown ?? 0));
    }
    await writer;
  });
});

describe("the orchestrator context", () => {
  test("is the fold of the feed, and a long fold is stored without ever going backwards", async () => {
    const { owner, sessionId } = await busySession();
    const running = run(sessionId, { type: "insights" });
    const progress = (service: string): FeedFact => ({
      type: "workflow.progress",
      runId: running.id,
      conversationId: null,
      status: "running",
      progress: 1,
      currentStep: null,
      step: step({ status: "running", service }),
    });
    await world.store.commit({
      feed: feedOf(
        sessionId,
        owner.userId,
        { type: "workflow.started", run: running },
        ...Array(250).fill(progress("DataAnalyzer")),
      ),
    });
    const before = await world.reads.view(owner, sessionId, 5);
    expect(before?.orchestratorContext.enablingServices).toMatchObject({
      FileParser: { invocations: 1 },
      DataAnalyzer: { invocations: 250 },
    });
    const { rows } = await world.pool.query("select orchestrator_context_at as at from sessions where id = $1", [
      sessionId,
    ]);
    expect(Number(rows[0].at)).toBe(before?.feedSequence);
    await world.store.commit({ feed: feedOf(sessionId, owner.userId, progress("ChartMaker")) });
    const after = await world.reads.orchestratorContext(sessionId);
    expect(after.enablingServices).toMatchObject({
      DataAnalyzer: { invocations: 250 },
      ChartMaker: { invocations: 1 },
    });
    expect((await world.reads.view(owner, sessionId, 5))?.orchestratorContext).toEqual(after);
  });

  test("of a session that is not there is empty", async () => {
    expect(await world.reads.orchestratorContext(randomUUID())).toEqual(emptyOrchestratorContext);
  });
});

test("what an answer is made from holds the latest packet to its conversation", async () => {
  const packetOf = async ({ id: conversationId, agentId }: { id: string; agentId: string }) =>
    (await world.reads.briefing({ sessionId, conversationId, agentId, leafId: randomUUID(), ...owner }, 10)).packet;
  const { owner, sessionId, guide, liaison, packet } = await busySession();
  expect(await packetOf(liaison)).toEqual(packet);
  expect(await packetOf(guide)).toBeNull();
  const again = { ...packet, handoffId: randomUUID(), goal: "Look again" };
  await world.store.commit({
    feed: feedOf(sessionId, owner.userId, { type: "handoff.created", conversationId: guide.id, packet: again }),
  });
  expect(await packetOf(liaison)).toEqual(again);
});
