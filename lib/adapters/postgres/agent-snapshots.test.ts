import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "#lib/domain/agent/decide.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { type AgentState, absentAgent } from "#lib/domain/agent/state.ts";
import type { Json } from "#lib/domain/json.ts";
import { commandOf, stories } from "#lib/testing/random-agent.ts";
import { snapshotOf, stateOf } from "./agent-snapshots.ts";

/** Maps and what people and models put in: their keys are not ours. */
const OPEN = ["preferences", "schema", "response", "choices"];

function pathsOf(value: Json, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${path}[]`));
  const key = (name: string) => (path === "activeSessions" ? "*" : name);
  return Object.entries(value).flatMap(([name, one]) =>
    OPEN.includes(name) ? [`${path}.${name}`] : pathsOf(one, path === "" ? name : `${path}.${key(name)}`),
  );
}

test("a stored snapshot is a state again, and goes on as one", () => {
  const at = "2026-11-21T12:00:00.000Z";
  const part = {
    ...{ sessionId: "s1", conversationId: "c1", sessionType: "guide", startedAt: at, status: "active" },
    ...{ pendingAction: null, executionState: null, lastAnswer: null },
  };
  const agent = {
    ...{ status: "active", id: "agent", workspaceId: "workspace", ownerId: "ada", agentType: "guide", slug: "guide" },
    ...{ name: "Guide", systemPromptOverride: null, preferences: {}, assignments: [], drafts: [], totalSessions: 2 },
    ...{ totalInteractions: 0, successfulCompletions: 0, sessionHistory: [], createdAt: at, updatedAt: at },
    activeSessions: { s1: part, s2: { ...part, sessionId: "s2", conversationId: "c2" } },
    lastInteractionAt: null,
  };
  const stored = { shape: 3, agent };
  const state = stateOf(stored.agent);
  expect(JSON.parse(snapshotOf(state))).toEqual(stored);
  const ended = decide(state, { type: "terminate-session", sessionId: "s1", reason: null, by: "ada", at });
  expect(JSON.parse(snapshotOf(ended.reduce(evolve, state)))).toMatchObject({
    agent: { activeSessions: { s2: agent.activeSessions.s2 }, sessionHistory: [{ sessionId: "s1" }] },
  });
});

test("a state of another shape has another number: raise SHAPE, then write down the shape here", () => {
  const paths = new Set<string>();
  let [ids, clock] = [0, Date.UTC(2026, 10, 21)];
  const cast = {
    people: ["ada", "bob", "mia", "sam", "eve"],
    sessions: ["s1", "s2"],
    maxConcurrentSessions: null,
    newId: () => `id-${++ids}`,
    now: () => new Date(clock++).toISOString(),
  };
  let shape = 0;
  for (const story of fc.sample(stories(120), { numRuns: 60, seed: 7 })) {
    let state: AgentState = absentAgent("agent", "workspace");
    for (const intent of story) {
      try {
        state = decide(state, commandOf(intent, state, cast)).reduce(evolve, state);
      } catch {}
      const stored = JSON.parse(snapshotOf(state));
      shape = stored.shape;
      for (const path of pathsOf(stored.agent)) paths.add(path);
      if (state.status !== "absent") expect(stateOf(stored.agent)).toEqual(state);
    }
  }
  expect({ shape, paths: [...paths].sort() }).toMatchInlineSnapshot(`
    {
      "paths": [
        ".preferences",
        "activeSessions.*.conversationId",
        "activeSessions.*.executionState",
        "activeSessions.*.executionState.iteration",
        "activeSessions.*.executionState.pendingToolCallId",
        "activeSessions.*.executionState.snapshotMessageIds[]",
        "activeSessions.*.executionState.startedAt",
        "activeSessions.*.executionState.suspendedAt",
        "activeSessions.*.executionState.toolCallsMade",
        "activeSessions.*.executionState.turnId",
        "activeSessions.*.lastAnswer",
        "activeSessions.*.lastAnswer.clientActionId",
        "activeSessions.*.lastAnswer.responderId",
        "activeSessions.*.lastAnswer.response",
        "activeSessions.*.lastAnswer.toolCallId",
        "activeSessions.*.pendingAction",
        "activeSessions.*.pendingAction.expiresAt",
        "activeSessions.*.pendingAction.id",
        "activeSessions.*.pendingAction.kind",
        "activeSessions.*.pendingAction.prompt",
        "activeSessions.*.pendingAction.schema",
        "activeSessions.*.pendingAction.toolCallId",
        "activeSessions.*.sessionId",
        "activeSessions.*.sessionType",
        "activeSessions.*.startedAt",
        "activeSessions.*.status",
        "agentType",
        "archiveReason",
        "archivedAt",
        "assignments[].assignedAt",
        "assignments[].assignedBy",
        "assignments[].role",
        "assignments[].userId",
        "createdAt",
        "drafts[].authorId",
        "drafts[].conversationId",
        "drafts[].draftId",
        "drafts[].kind",
        "drafts[].sessionId",
        "drafts[].status",
        "id",
        "lastInteractionAt",
        "name",
        "ownerId",
        "sessionHistory[].conversationId",
        "sessionHistory[].endedAt",
        "sessionHistory[].reason",
        "sessionHistory[].sessionId",
        "sessionHistory[].sessionType",
        "sessionHistory[].startedAt",
        "sessionHistory[].status",
        "sessionHistory[].summary",
        "slug",
        "status",
        "successfulCompletions",
        "systemPromptOverride",
        "totalInteractions",
        "totalSessions",
        "updatedAt",
        "workspaceId",
      ],
      "shape": 3,
    }
  `);
});
