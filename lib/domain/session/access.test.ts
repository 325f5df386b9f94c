import { describe, expect, test } from "vitest";
import type { Run } from "#lib/domain/workflow/run.ts";
import { type Access, accessTo, entryFor, lookAt, roleIn, viewFor } from "./access.ts";
import type { Draft } from "./draft.ts";
import type { FeedEntry, FeedFact, LiveItem } from "./feed.ts";
import { evolveOrchestratorContext } from "./orchestrator-context.ts";
import { reduce } from "./reduce.ts";
import { at, message, start } from "./reduce-fixtures.ts";
import type { SessionView } from "./view.ts";

const session = {
  ownerId: "ada",
  conversations: [
    { conversationId: "talk", agentId: "guide" },
    { conversationId: "secret", agentId: "luca" },
  ],
};
const bob = accessTo(session, { userId: "bob", roles: { guide: "observer", other: "shared" } }) as Access;

const run = (id: string, conversationId: string | null): Run => ({
  ...{ id, sessionId: "session", conversationId, type: "t", orchestrator: `of ${conversationId}`, status: "running" },
  ...{ progress: 0, currentStep: null, steps: [], params: {}, startedBySlug: null, result: null, error: null },
  ...{ createdAt: at, startedAt: at, endedAt: null },
});
const packet = (toConversationId: string) => ({
  ...{ handoffId: `to ${toConversationId}`, fromSlug: "a", toSlug: "b", toConversationId, goal: "", facts: [] },
  ...{ openQuestions: [], files: [], createdAt: at },
});

/** One fact of every kind that belongs to a conversation. */
function factsOf(conversationId: string, agentId: string): FeedFact[] {
  const ids = { conversationId, turnId: `turn ${conversationId}` };
  const other = conversationId === "talk" ? "secret" : "talk";
  const asked = message(`asked ${conversationId}`, { conversationId, role: "user", status: "complete" });
  const answer = message(ids.turnId, { conversationId, orchestratorContext: { whole: "session" } });
  const call = { ...ids, part: 0, toolCallId: "call", tool: "t" };
  const draft = (draftId: string, status: Draft["status"]): Draft => ({
    ...{ kind: "message", clientActionId: null },
    ...{ draftId, conversationId, authorId: "mia", parts: [{ type: "text", text: draftId }], status },
    ...{ decidedBy: null, reason: null, createdAt: at, decidedAt: null },
  });
  const own = run(`run ${conversationId}`, conversationId);
  const progress = { runId: own.id, conversationId, status: "running", progress: 5, currentStep: "one" } as const;
  return [
    {
      type: "conversation.started",
      conversationId,
      conversation: { conversationId, agentId, slug: agentId, messageCount: 0, lastMessageAt: null },
    },
    { type: "message.created", conversationId, message: asked },
    { type: "message.created", conversationId, message: answer },
    { type: "turn.started", ...ids, epoch: 1, part: 0, model: null },
    { type: "tool.started", ...call, input: null, startedAt: at },
    { type: "tool.settled", ...call, state: "done", endedAt: at },
    { type: "assignment.changed", conversationId, agentId, userId: "mia", name: `Mia of ${agentId}`, role: "mentee" },
    { type: "agent.archived", conversationId, agentId, reason: `Of ${agentId}` },
    { type: "draft.submitted", conversationId, draft: draft(`passed ${conversationId}`, "pending") },
    { type: "draft.decided", conversationId, draft: draft(`passed ${conversationId}`, "approved") },
    { type: "draft.submitted", conversationId, draft: draft(`waits ${conversationId}`, "pending") },
    { type: "workflow.started", run: own },
    { type: "workflow.progress", ...progress, step: null },
    // From the other conversation to this one.
    { type: "handoff.created", conversationId: other, packet: packet(conversationId) },
    { type: "turn.completed", ...ids, message: { ...answer, status: "complete" } },
    { type: "workflow.completed", run: { ...own, status: "completed" } },
  ];
}

const whole: FeedFact[] = [
  { type: "session.created", title: "Tax" },
  ...factsOf("talk", "guide"),
  ...factsOf("secret", "luca"),
  { type: "workflow.started", run: run("of nobody", null) },
  { type: "state.stored", key: "secret", stateId: "s", workflowId: null },
  { type: "session.renamed", title: "Taxes" },
  { type: "session.status", status: "completed" },
];
const entries = whole.map((fact, index): FeedEntry => ({ ...fact, sequence: index + 1, at }));
const items = entries.map((entry): LiveItem => ({ kind: "entry", entry }));
const fold = (all: readonly LiveItem[]): SessionView => all.reduce((view, item) => reduce(view, item).view, start);

describe("access", () => {
  test("is the owner's to all, by role to conversations, and to a stranger none", () => {
    expect(accessTo(session, { userId: "ada", roles: {} })).toEqual({ kind: "owner" });
    expect(bob).toMatchObject({ kind: "shared", conversations: { talk: "observer" } });
    expect(accessTo(session, { userId: "eve", roles: { other: "primary" } })).toBeNull();
    expect([roleIn(bob, "talk"), roleIn(bob, "secret"), roleIn({ kind: "owner" }, "secret")]).toEqual([
      "observer",
      null,
      "primary",
    ]);
  });

  test("hides a title that was made from words in another conversation", () => {
    const named = (conversationId?: string) => ({
      ...{ type: "session.renamed" as const, title: "Salaries", sequence: 1, at },
      ...(conversationId && { conversationId }),
    });
    expect(entryFor(bob, named("secret"))).toEqual({ type: "hidden", sequence: 1 });
    for (const seen of [named("talk"), named()]) expect(entryFor(bob, seen)).toEqual(seen);
  });

  test("hides every entry of other conversations and of the session as a whole, leaving no gap", () => {
    const seen = lookAt(bob, items).items;
    expect(seen.map((item) => item.kind === "entry" && item.entry.sequence)).toEqual(
      entries.map((one) => one.sequence),
    );
    const text = JSON.stringify(seen);
    for (const secret of [
      "asked secret",
      "turn secret",
      "run secret",
      "to secret",
      "waits secret",
      "luca",
      "of nobody",
      "whole",
    ])
      expect(text).not.toContain(secret);
    const hidden = seen.filter((item) => item.kind === "entry" && item.entry.type === "hidden");
    expect(hidden).toHaveLength(factsOf("secret", "luca").length + 2);
    expect(lookAt({ kind: "owner" }, items).items).toBe(items);
  });

  test("hides what it does not know", () => {
    const fact = { type: "future.fact", text: "secret", sequence: 1, at } as never;
    expect(entryFor(bob, fact)).toEqual({ type: "hidden", sequence: 1 });
    const progress = { type: "workflow.progress", runId: "old entry without a conversation", sequence: 2, at } as never;
    expect(entryFor(bob, progress)).toEqual({ type: "hidden", sequence: 2 });
  });

  test("gives live text of seen conversations only, also of one that has just begun", () => {
    const delta = (conversationId: string): LiveItem => ({
      kind: "delta",
      delta: { turnId: "t", messageId: "t", conversationId, epoch: 1, part: 0, kind: "text", offset: 0, text: "x" },
    });
    const rewind = (conversationId: string): LiveItem => ({
      kind: "rewind",
      rewind: { turnId: "t", messageId: "t", conversationId, epoch: 2, part: 0, offset: 0 },
    });
    const all = [delta("talk"), delta("secret"), rewind("secret"), rewind("talk")];
    expect(lookAt(bob, all).items).toEqual([delta("talk"), rewind("talk")]);
    const [started] = factsOf("new", "other");
    const begun: LiveItem = { kind: "entry", entry: { ...(started as FeedFact), sequence: 1, at } };
    const after = lookAt(bob, [begun, delta("new")]);
    expect(after.items).toEqual([begun, delta("new")]);
    expect(roleIn(after.access, "new")).toBe("shared");
    expect(lookAt(after.access, [delta("new")]).items).toHaveLength(1);
  });

  test("cuts a view to what its seen entries fold to", () => {
    for (let n = 0; n <= items.length; n++) {
      const seen = lookAt(bob, items.slice(0, n)).items;
      const folded = fold(seen);
      const cut = viewFor(bob, fold(items.slice(0, n)));
      const context = seen.reduce(
        (so, item) =>
          item.kind === "entry" && item.entry.type !== "hidden" ? evolveOrchestratorContext(so, item.entry, at) : so,
        start.orchestratorContext,
      );
      const times = { updatedAt: at, lastActivityAt: at };
      expect({ ...cut, ...times, orchestratorContext: context }).toEqual({
        ...folded,
        ...times,
        roles: cut.roles,
        people: cut.people,
      });
    }
  });
});
