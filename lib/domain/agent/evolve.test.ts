import { describe, expect, test } from "vitest";
import type { AgentEvent, AgentEventData, AgentEventType } from "./events.ts";
import { evolve, mergePatch } from "./evolve.ts";
import { type AgentState, absentAgent, type ClientAction, type ExistingAgent, MAX_HISTORY, roleOn } from "./state.ts";

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const event = <Type extends AgentEventType>(type: Type, data: AgentEventData[Type]) => ({ type, data }) as AgentEvent;

const created = event("agent.created.v1", {
  ownerId: "ada",
  agentType: "guide",
  slug: "guide",
  name: "Guide",
  createdAt: at(0),
});
const started = (sessionId: string, second = 1) =>
  event("agent.session.started.v1", { sessionId, conversationId: "c", sessionType: "guide", startedAt: at(second) });
const clientAction: ClientAction = {
  id: "q",
  toolCallId: "call",
  kind: "confirm",
  prompt: "?",
  schema: {},
  expiresAt: null,
};
const executionState = {
  turnId: "turn",
  snapshotMessageIds: [],
  iteration: 0,
  toolCallsMade: 1,
  pendingToolCallId: "call",
  startedAt: at(1),
  suspendedAt: at(2),
};
const asked = event("agent.client.action.requested.v1", { sessionId: "s", clientAction });
const suspended = event("agent.execution.suspended.v1", {
  sessionId: "s",
  executionState,
  clientActionId: "q",
  suspendedAt: at(2),
});
const answered = event("agent.client.response.received.v1", {
  sessionId: "s",
  clientActionId: "q",
  responderId: "ada",
  response: true,
  receivedAt: at(3),
});
const resumed = event("agent.execution.resumed.v2", {
  sessionId: "s",
  clientActionId: "q",
  outcome: "answered",
  resumedAt: at(3),
});
const completed = (sessionId: string, second = 9) =>
  event("agent.session.completed.v1", { sessionId, summary: "Done", completedAt: at(second) });

function agentAfter(...events: AgentEvent[]): ExistingAgent {
  const state: AgentState = [created, ...events].reduce(evolve, absentAgent("agent", "workspace"));
  if (state.status === "absent") throw new Error("It was created.");
  return state;
}

describe("the state of an agent", () => {
  test("keeps its latest times when an import appends what happened before", () => {
    const heard = (second: number) =>
      event("agent.client.response.received.v1", {
        ...{ sessionId: "s", messageId: "m", responderId: "ada", response: null, receivedAt: at(second) },
      });
    const imported = agentAfter(started("s", 20), heard(30), started("old", 1), heard(2), completed("old", 3));
    expect(imported).toMatchObject({ updatedAt: at(30), lastInteractionAt: at(30), totalInteractions: 2 });
  });

  test("is made by its creation, under the id and workspace of its stream", () => {
    expect(agentAfter()).toMatchObject({
      status: "active",
      id: "agent",
      workspaceId: "workspace",
      ownerId: "ada",
      name: "Guide",
      totalSessions: 0,
      createdAt: at(0),
      lastInteractionAt: null,
    });
    expect(roleOn(agentAfter(), "ada")).toBe("primary");
  });

  test("stays absent whatever comes before its creation", () => {
    const absent = absentAgent("agent", "workspace");
    expect(evolve(absent, started("s"))).toEqual(absent);
  });

  test("counts sessions when they start, successes when they complete, interactions when a person speaks", () => {
    const said = event("agent.client.response.received.v1", {
      sessionId: "s",
      messageId: "m",
      responderId: "ada",
      response: null,
      receivedAt: at(4),
    });
    const terminated = event("agent.session.terminated.v1", { sessionId: "t", reason: null, terminatedAt: at(8) });
    const agent = agentAfter(started("s"), said, said, completed("s"), started("t"), terminated);
    expect(agent).toMatchObject({
      totalSessions: 2,
      successfulCompletions: 1,
      totalInteractions: 2,
      lastInteractionAt: at(4),
      activeSessions: { size: 0 },
      sessionHistory: [
        { sessionId: "s", status: "completed", summary: "Done", endedAt: at(9) },
        { sessionId: "t", status: "terminated", summary: null, endedAt: at(8) },
      ],
    });
  });

  test("holds a pending question and what is needed to go on only while it waits", () => {
    expect(agentAfter(started("s"), asked).activeSessions.get("s")).toMatchObject({
      status: "asking",
      executionState: null,
    });
    const waiting = agentAfter(started("s"), asked, suspended).activeSessions.get("s");
    expect(waiting).toMatchObject({ status: "suspended", pendingAction: clientAction, executionState });
    const going = agentAfter(started("s"), asked, suspended, answered, resumed);
    expect(going.activeSessions.get("s")).toMatchObject({
      status: "active",
      pendingAction: null,
      executionState: null,
      lastAnswer: { clientActionId: "q", toolCallId: "call", response: true },
    });
    expect(going.totalInteractions).toBe(1);
    expect(JSON.stringify(agentAfter(started("s"), asked, suspended, completed("s")))).not.toContain(
      "snapshotMessageIds",
    );
  });

  test("keeps the latest ended sessions, and all of them in its counts", () => {
    const many = Array.from({ length: MAX_HISTORY + 3 }, (_, n) => [started(`s${n}`), completed(`s${n}`)]).flat();
    const agent = agentAfter(...many);
    expect(agent.sessionHistory).toHaveLength(MAX_HISTORY);
    expect(agent.sessionHistory[0]?.sessionId).toBe("s3");
    expect(agent.totalSessions).toBe(MAX_HISTORY + 3);
  });

  test("follows who is assigned", () => {
    const assigned = event("agent.user.assigned.v1", {
      userId: "bob",
      role: "mentee",
      assignedBy: "ada",
      assignedAt: at(1),
    });
    const removed = event("agent.user.unassigned.v1", { userId: "bob", unassignedBy: "ada", unassignedAt: at(2) });
    expect(roleOn(agentAfter(assigned), "bob")).toBe("mentee");
    expect(roleOn(agentAfter(assigned, removed), "bob")).toBeNull();
  });

  test("takes new names and prompts, and keeps what an update does not name", () => {
    const update = (data: object) => event("agent.profile.updated.v1", { ...data, updatedBy: "ada", updatedAt: at(1) });
    const prompted = update({ systemPromptOverride: "Be brief." });
    expect(agentAfter(prompted, update({ name: "Mentor" }))).toMatchObject({
      name: "Mentor",
      systemPromptOverride: "Be brief.",
      updatedAt: at(1),
    });
    expect(agentAfter(prompted, update({ systemPromptOverride: null })).systemPromptOverride).toBeNull();
  });

  test("is archived with time and reason", () => {
    const archived = event("agent.archived.v1", { reason: "moved on", archivedAt: at(5) });
    expect(agentAfter(archived)).toMatchObject({ status: "archived", archiveReason: "moved on", archivedAt: at(5) });
  });

  test("is never changed in place", () => {
    const before = agentAfter(started("s"), asked);
    const copy = JSON.stringify(before);
    for (const next of [suspended, answered, resumed, completed("s"), started("t")]) evolve(before, next);
    expect(JSON.stringify(before)).toBe(copy);
  });
});

describe("preferences are merged", () => {
  // The examples of RFC 7396, appendix A, as far as both sides are objects.
  test.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j is %j", (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  test("and a key named __proto__ is a key like any other", () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"admin": true}}'));
    expect((merged as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.keys(merged)).toEqual(["__proto__"]);
  });
});
