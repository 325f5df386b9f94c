import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { ClientActionOutcome } from "#lib/domain/session/client-action.ts";
import type { AgentDraft, AgentRole, ClientAction, ExecutionState } from "./state.ts";

/** The data of every event of an agent, by its CloudEvents type. They hold ids, not texts that a person may ask to erase. */
export interface AgentEventData {
  "agent.created.v1": { ownerId: string; agentType: string; slug: string; name: string; createdAt: string };
  "agent.archived.v1": { reason: string | null; archivedAt: string };
  "agent.user.assigned.v1": { userId: string; role: AgentRole; assignedBy: string; assignedAt: string };
  "agent.user.unassigned.v1": { userId: string; unassignedBy: string; unassignedAt: string };
  "agent.preferences.updated.v1": { preferences: JsonObject; updatedBy: string; updatedAt: string };
  "agent.profile.updated.v1": {
    name?: string;
    systemPromptOverride?: string | null;
    updatedBy: string;
    updatedAt: string;
  };
  "agent.session.started.v1": { sessionId: string; conversationId: string; sessionType: string; startedAt: string };
  "agent.client.action.requested.v1": { sessionId: string; clientAction: ClientAction };
  "agent.execution.suspended.v1": {
    sessionId: string;
    executionState: ExecutionState;
    clientActionId: string;
    suspendedAt: string;
  };
  "agent.client.response.received.v1": {
    sessionId: string;
    clientActionId?: string;
    messageId?: string;
    responderId: string;
    response: Json;
    receivedAt: string;
  };
  "agent.draft.submitted.v1": Omit<AgentDraft, "status"> & { submittedAt: string };
  "agent.draft.approved.v1": { draftId: string; approvedBy: string; approvedAt: string };
  /** `rejectedBy`: null when its question ended by itself. */
  "agent.draft.rejected.v1": { draftId: string; rejectedBy: string | null; rejectedAt: string };
  "agent.execution.resumed.v2": {
    sessionId: string;
    clientActionId: string;
    outcome: ClientActionOutcome;
    resumedAt: string;
  };
  /** `summary`: the id of the memory that holds it, null when there is nothing to remember. */
  "agent.session.completed.v1": { sessionId: string; summary: string | null; completedAt: string };
  "agent.session.terminated.v1": { sessionId: string; reason: string | null; terminatedAt: string };
}

export type AgentEventType = keyof AgentEventData;
export type AgentEvent = { [Type in AgentEventType]: { type: Type; data: AgentEventData[Type] } }[AgentEventType];

/** An event as it is stored and sent: CloudEvents 1.0 with our extensions. `version` is its place in the agent's stream, from 1. */
export type RecordedAgentEvent = AgentEvent & {
  specversion: "1.0";
  id: string;
  source: string;
  subject: string;
  time: string;
  datacontenttype: "application/json";
  correlationid: string;
  causationid: string | null;
  actor: string;
  version: number;
};
