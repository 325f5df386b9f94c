import { DomainError } from "#lib/domain/errors.ts";
import type { ActiveAgentSession, ExistingAgent } from "./state.ts";

export function activeSession(agent: ExistingAgent, sessionId: string): ActiveAgentSession {
  const part = agent.activeSessions.get(sessionId);
  if (!part)
    throw new DomainError(
      "session_not_active",
      "The agent has no active part in this session. Write a message to start one.",
    );
  return part;
}
