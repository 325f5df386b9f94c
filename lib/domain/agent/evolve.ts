import type { JsonObject } from "#lib/domain/json.ts";
import { PersistentMap } from "#lib/domain/persistent-map.ts";
import type { AgentEvent } from "./events.ts";
import {
  type ActiveAgentSession,
  type AgentDraft,
  type AgentState,
  type EndedAgentSession,
  type ExistingAgent,
  MAX_DECIDED_DRAFTS,
  MAX_HISTORY,
} from "./state.ts";

/** The state after one event. Total over known events, never throws on what was once accepted. */
export function evolve(state: AgentState, event: AgentEvent): AgentState {
  if (event.type === "agent.created.v1") {
    const { createdAt, ...identity } = event.data;
    return {
      status: "active",
      id: state.id,
      workspaceId: state.workspaceId,
      ...identity,
      systemPromptOverride: null,
      preferences: {},
      assignments: [],
      drafts: [],
      totalSessions: 0,
      totalInteractions: 0,
      successfulCompletions: 0,
      activeSessions: PersistentMap.from({}),
      sessionHistory: [],
      createdAt,
      updatedAt: createdAt,
      lastInteractionAt: null,
    };
  }
  return state.status === "absent" ? state : keepLatest(state, evolveExisting(state, event));
}

/** An import appends what happened before: the latest times stay the latest. */
function keepLatest(before: ExistingAgent, after: ExistingAgent): ExistingAgent {
  const updatedAt = latest(before.updatedAt, after.updatedAt) ?? after.updatedAt;
  const lastInteractionAt = latest(before.lastInteractionAt, after.lastInteractionAt);
  const isLatest = updatedAt === after.updatedAt && lastInteractionAt === after.lastInteractionAt;
  return isLatest ? after : { ...after, updatedAt, lastInteractionAt };
}

const latest = (a: string | null, b: string | null): string | null => ((a ?? "") > (b ?? "") ? a : b);

function evolveExisting(agent: ExistingAgent, event: Exclude<AgentEvent, { type: "agent.created.v1" }>): ExistingAgent {
  switch (event.type) {
    case "agent.archived.v1": {
      const { reason, archivedAt } = event.data;
      return { ...agent, status: "archived", archivedAt, archiveReason: reason, updatedAt: archivedAt };
    }
    case "agent.user.assigned.v1":
      return { ...agent, assignments: [...agent.assignments, event.data], updatedAt: event.data.assignedAt };
    case "agent.user.unassigned.v1": {
      const { userId, unassignedAt } = event.data;
      return {
        ...agent,
        assignments: agent.assignments.filter((one) => one.userId !== userId),
        updatedAt: unassignedAt,
      };
    }
    case "agent.preferences.updated.v1":
      return {
        ...agent,
        preferences: mergePatch(agent.preferences, event.data.preferences),
        updatedAt: event.data.updatedAt,
      };
    case "agent.profile.updated.v1": {
      const { name = agent.name, systemPromptOverride = agent.systemPromptOverride, updatedAt } = event.data;
      return { ...agent, name, systemPromptOverride, updatedAt };
    }
    case "agent.session.started.v1": {
      const part = {
        ...event.data,
        status: "active",
        pendingAction: null,
        executionState: null,
        lastAnswer: null,
      } as const;
      return { ...putSession(agent, part, event.data.startedAt), totalSessions: agent.totalSessions + 1 };
    }
    case "agent.client.action.requested.v1":
      return changeSession(agent, event.data.sessionId, agent.updatedAt, (part) => ({
        ...part,
        status: "asking",
        pendingAction: event.data.clientAction,
        executionState: null,
      }));
    case "agent.execution.suspended.v1":
      return changeSession(agent, event.data.sessionId, event.data.suspendedAt, (part) =>
        part.pendingAction
          ? {
              ...part,
              status: "suspended",
              executionState: event.data.executionState,
              pendingAction: part.pendingAction,
            }
          : part,
      );
    case "agent.client.response.received.v1": {
      const { sessionId, clientActionId, responderId, response, receivedAt } = event.data;
      const next = {
        ...agent,
        totalInteractions: agent.totalInteractions + 1,
        lastInteractionAt: receivedAt,
        updatedAt: receivedAt,
      };
      if (!clientActionId) return next;
      return changeSession(next, sessionId, receivedAt, (part) => ({
        ...part,
        lastAnswer: { clientActionId, toolCallId: part.pendingAction?.toolCallId ?? "", responderId, response },
      }));
    }
    case "agent.execution.resumed.v2":
      return changeSession(agent, event.data.sessionId, event.data.resumedAt, (part) => ({
        ...part,
        status: "active",
        pendingAction: null,
        executionState: null,
      }));
    case "agent.draft.submitted.v1": {
      const { submittedAt, ...draft } = event.data;
      return { ...agent, drafts: [...agent.drafts, { ...draft, status: "pending" }], updatedAt: submittedAt };
    }
    case "agent.draft.approved.v1":
      return decideDraft(agent, event.data.draftId, "approved", event.data.approvedAt);
    case "agent.draft.rejected.v1":
      return decideDraft(agent, event.data.draftId, "rejected", event.data.rejectedAt);
    case "agent.session.completed.v1": {
      const { sessionId, summary, completedAt } = event.data;
      const ended = endSession(agent, sessionId, completedAt, { status: "completed", summary, reason: null });
      return { ...ended, successfulCompletions: agent.successfulCompletions + 1 };
    }
    case "agent.session.terminated.v1": {
      const { sessionId, reason, terminatedAt } = event.data;
      return endSession(agent, sessionId, terminatedAt, { status: "terminated", summary: null, reason });
    }
  }
}

/** RFC 7396: null removes, objects merge, everything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const known = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isObject(value) ? mergePatch(isObject(known) ? known : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const putSession = (agent: ExistingAgent, part: ActiveAgentSession, at: string): ExistingAgent => ({
  ...agent,
  activeSessions: agent.activeSessions.with(part.sessionId, part),
  updatedAt: at,
});

type Change = (part: ActiveAgentSession) => ActiveAgentSession;

function changeSession(agent: ExistingAgent, sessionId: string, at: string, change: Change): ExistingAgent {
  const part = agent.activeSessions.get(sessionId);
  return part ? putSession(agent, change(part), at) : agent;
}

type End = Pick<EndedAgentSession, "status" | "summary" | "reason">;

function endSession(agent: ExistingAgent, sessionId: string, endedAt: string, end: End): ExistingAgent {
  const part = agent.activeSessions.get(sessionId);
  if (!part) return agent;
  const { conversationId, sessionType, startedAt } = part;
  const ended = { sessionId, conversationId, sessionType, startedAt, endedAt, ...end };
  return {
    ...agent,
    activeSessions: agent.activeSessions.without(sessionId),
    sessionHistory: [...agent.sessionHistory, ended].slice(-MAX_HISTORY),
    updatedAt: endedAt,
  };
}

/** A decided draft goes to the end, so that the one decided first leaves first. */
function decideDraft(agent: ExistingAgent, draftId: string, status: AgentDraft["status"], at: string): ExistingAgent {
  const draft = agent.drafts.find((one) => one.draftId === draftId);
  if (!draft) return agent;
  const others = agent.drafts.filter((one) => one !== draft);
  const pending = others.filter((one) => one.status === "pending");
  const decided = [...others.filter((one) => one.status !== "pending"), { ...draft, status }];
  return { ...agent, drafts: [...pending, ...decided.slice(-MAX_DECIDED_DRAFTS)], updatedAt: at };
}
