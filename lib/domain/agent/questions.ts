import { DomainError } from "#lib/domain/errors.ts";
import { type Json, sameJson } from "#lib/domain/json.ts";
import type { ClientActionOutcome } from "#lib/domain/session/client-action.ts";
import { rejectAnswers } from "./drafts.ts";
import type { AgentEvent } from "./events.ts";
import { activeSession } from "./parts.ts";
import { requireRight } from "./rights.ts";
import type { ClientAction, ExecutionState, ExistingAgent } from "./state.ts";

/** What suspends an execution with a question, and what lets it go on. */
export type QuestionCommand =
  | { type: "suspend"; sessionId: string; clientAction: ClientAction; executionState: ExecutionState; at: string }
  | {
      type: "respond";
      sessionId: string;
      clientActionId: string;
      toolCallId: string;
      responderId: string;
      /** Who let a mentee's answer pass. */
      approvedBy?: string;
      response: Json;
      at: string;
    }
  | {
      type: "resume";
      sessionId: string;
      clientActionId: string;
      outcome: Exclude<ClientActionOutcome, "answered">;
      at: string;
    };

type Command<Type extends QuestionCommand["type"]> = Extract<QuestionCommand, { type: Type }>;

export function suspend(agent: ExistingAgent, command: Command<"suspend">): AgentEvent[] {
  const { sessionId, clientAction, executionState, at } = command;
  const part = activeSession(agent, sessionId);
  if (part.status !== "active") {
    if (part.pendingAction.id === clientAction.id) return [];
    throw new DomainError("execution_already_suspended", "The agent already waits for an answer in this session.");
  }
  return [
    { type: "agent.client.action.requested.v1", data: { sessionId, clientAction } },
    {
      type: "agent.execution.suspended.v1",
      data: { sessionId, executionState, clientActionId: clientAction.id, suspendedAt: at },
    },
  ];
}

export function respond(agent: ExistingAgent, command: Command<"respond">): AgentEvent[] {
  const { sessionId, clientActionId, toolCallId, responderId, approvedBy, response, at } = command;
  requireRight(agent, approvedBy ?? responderId, "speak");
  const part = activeSession(agent, sessionId);
  const last = part.lastAnswer;
  if (last?.clientActionId === clientActionId && last.toolCallId === toolCallId && sameJson(last.response, response))
    return [];
  if (part.status !== "suspended")
    throw new DomainError("execution_not_suspended", "No question waits for an answer in this session.");
  if (part.pendingAction.id !== clientActionId || part.pendingAction.toolCallId !== toolCallId)
    throw new DomainError("unexpected_response", "This answer belongs to another question than the one that waits.");
  if (part.pendingAction.expiresAt !== null && at >= part.pendingAction.expiresAt)
    throw new DomainError("client_action_expired", "This question has expired. Write a message to go on.");
  return [
    {
      type: "agent.client.response.received.v1",
      data: { sessionId, clientActionId, responderId, response, receivedAt: at },
    },
    { type: "agent.execution.resumed.v2", data: { sessionId, clientActionId, outcome: "answered", resumedAt: at } },
    ...rejectAnswers(agent, sessionId, { by: approvedBy ?? responderId, at }),
  ];
}

/** A suspended execution goes on without an answer. That the question has ended already changes nothing. */
export function resume(agent: ExistingAgent, command: Command<"resume">): AgentEvent[] {
  const { sessionId, clientActionId, outcome, at } = command;
  const part = activeSession(agent, sessionId);
  if (part.pendingAction?.id !== clientActionId) return [];
  const { expiresAt } = part.pendingAction;
  if (outcome === "expired" && (expiresAt === null || at < expiresAt))
    throw new DomainError("execution_suspended", "The question has not expired: it still waits for an answer.");
  return [
    { type: "agent.execution.resumed.v2", data: { sessionId, clientActionId, outcome, resumedAt: at } },
    ...rejectAnswers(agent, sessionId, { by: null, at }),
  ];
}
