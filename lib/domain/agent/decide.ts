import { DomainError } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { approveDraft, type DraftCommand, rejectAnswers, rejectDraft, rejectWaiting, submitDraft } from "./drafts.ts";
import type { AgentEvent } from "./events.ts";
import { mergePatch } from "./evolve.ts";
import { MAX_PREFERENCES_BYTES, preferencesSize } from "./memory.ts";
import { activeSession } from "./parts.ts";
import { assign, type PeopleCommand, unassign } from "./people.ts";
import { type QuestionCommand, respond, resume, suspend } from "./questions.ts";
import { requireRight } from "./rights.ts";
import type { AgentState, ExistingAgent } from "./state.ts";

/** Commands carry every fact they need: ids and times come from the caller, so a retry is harmless. */
export type AgentCommand =
  | DraftCommand
  | { type: "create"; ownerId: string; agentType: string; slug: string; name: string; at: string }
  | {
      type: "start-session";
      sessionId: string;
      conversationId: string;
      sessionType: string;
      maxConcurrentSessions: number | null;
      at: string;
    }
  /** `approvedBy`: who let a mentee's message pass. */
  | {
      type: "receive-message";
      sessionId: string;
      messageId: string;
      responderId: string;
      approvedBy?: string;
      at: string;
    }
  | QuestionCommand
  | { type: "complete-session"; sessionId: string; summary: string | null; by: string; at: string }
  | { type: "terminate-session"; sessionId: string; reason: string | null; by: string; at: string }
  | { type: "archive"; reason: string | null; terminateActive: boolean; by: string; at: string }
  | PeopleCommand
  | { type: "update-preferences"; preferences: JsonObject; by: string; at: string }
  | { type: "update-profile"; name?: string; systemPromptOverride?: string | null; by: string; at: string };

/** The events a command leads to, or a DomainError; no event means that nothing had to change. */
export function decide(state: AgentState, command: AgentCommand): AgentEvent[] {
  if (command.type === "create") {
    if (state.status !== "absent") return [];
    const { ownerId, agentType, slug, name, at } = command;
    return [{ type: "agent.created.v1", data: { ownerId, agentType, slug, name, createdAt: at } }];
  }
  // Taking access away is always possible.
  const agent = command.type === "unassign" ? existingAgent(state) : livingAgent(state);
  switch (command.type) {
    case "start-session":
      return startSession(agent, command);
    case "receive-message": {
      const { sessionId, messageId, responderId, approvedBy, at } = command;
      requireRight(agent, approvedBy ?? responderId, "speak");
      activeSession(agent, sessionId);
      return [
        {
          type: "agent.client.response.received.v1",
          data: { sessionId, messageId, responderId, response: null, receivedAt: at },
        },
      ];
    }
    case "suspend":
      return suspend(agent, command);
    case "respond":
      return respond(agent, command);
    case "resume":
      return resume(agent, command);
    case "complete-session": {
      const { sessionId, summary, by, at } = command;
      requireRight(agent, by, "control");
      activeSession(agent, sessionId);
      return [
        { type: "agent.session.completed.v1", data: { sessionId, summary, completedAt: at } },
        ...rejectAnswers(agent, sessionId, { by, at }),
      ];
    }
    case "terminate-session":
      requireRight(agent, command.by, "control");
      activeSession(agent, command.sessionId);
      return [
        terminated(command.sessionId, command.reason, command.at),
        ...rejectAnswers(agent, command.sessionId, command),
      ];
    case "archive":
      return archive(agent, command);
    case "assign":
      return assign(agent, command);
    case "unassign":
      return unassign(agent, command);
    case "submit-draft":
      return submitDraft(agent, command);
    case "approve-draft":
      return approveDraft(agent, command);
    case "reject-draft":
      return rejectDraft(agent, command);
    case "update-preferences": {
      const { preferences, by, at } = command;
      requireRight(agent, by, "control");
      mayPrefer(agent, preferences);
      return [{ type: "agent.preferences.updated.v1", data: { preferences, updatedBy: by, updatedAt: at } }];
    }
    case "update-profile": {
      const { type: _type, by, at, ...changes } = command;
      requireRight(agent, by, "control");
      return [{ type: "agent.profile.updated.v1", data: { ...changes, updatedBy: by, updatedAt: at } }];
    }
  }
}

type Of<Type extends AgentCommand["type"]> = Extract<AgentCommand, { type: Type }>;

function existingAgent(state: AgentState): ExistingAgent {
  if (state.status === "absent") throw new DomainError("not_found", "There is no such agent.");
  return state;
}

function livingAgent(state: AgentState): ExistingAgent {
  const agent = existingAgent(state);
  if (agent.status === "archived")
    throw new DomainError(
      "agent_archived",
      "This agent is archived. Open it again to start with a fresh one; its history stays readable.",
    );
  return agent;
}

/** Preferences go into every prompt, so they stay short; what makes them shorter is always possible. */
function mayPrefer({ preferences: before }: ExistingAgent, patch: JsonObject): void {
  const size = preferencesSize(mergePatch(before, patch));
  if (size <= MAX_PREFERENCES_BYTES || size < preferencesSize(before)) return;
  throw new DomainError(
    "preferences_too_large",
    `All preferences together may have ${MAX_PREFERENCES_BYTES} bytes as JSON; these would have ${size}. Shorten them, or take some away with null.`,
    { size, limit: MAX_PREFERENCES_BYTES },
  );
}

function startSession(agent: ExistingAgent, command: Of<"start-session">): AgentEvent[] {
  const { sessionId, conversationId, sessionType, maxConcurrentSessions, at } = command;
  if (agent.activeSessions.has(sessionId))
    throw new DomainError("session_already_active", "The agent already takes part in this session.");
  if (maxConcurrentSessions !== null && agent.activeSessions.size >= maxConcurrentSessions)
    throw new DomainError(
      "too_many_sessions",
      `${agent.name} works on one session at a time. Complete or stop the open one first.`,
    );
  return [{ type: "agent.session.started.v1", data: { sessionId, conversationId, sessionType, startedAt: at } }];
}

function archive(agent: ExistingAgent, command: Of<"archive">): AgentEvent[] {
  requireRight(agent, command.by, "control");
  const active = agent.activeSessions.keys();
  if (active.length > 0 && !command.terminateActive)
    throw new DomainError(
      "agent_has_active_session",
      "The agent has active sessions. Stop them first, or archive and stop them together.",
    );
  return [
    ...active.map((sessionId) => terminated(sessionId, "archived", command.at)),
    ...rejectWaiting(agent, command),
    { type: "agent.archived.v1", data: { reason: command.reason, archivedAt: command.at } },
  ];
}

const terminated = (sessionId: string, reason: string | null, at: string): AgentEvent => ({
  type: "agent.session.terminated.v1",
  data: { sessionId, reason, terminatedAt: at },
});
