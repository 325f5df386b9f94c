import { DomainError } from "#lib/domain/errors.ts";
import { type ActiveAgentSession, type ExistingAgent, roleOn } from "./state.ts";

export function activeSession(agent: ExistingAgent, sessionId: string): ActiveAgentSession {
  const part = agent.activeSessions[sessionId];
  if (!part)
    throw new DomainError(
      "session_not_active",
      "The agent has no active part in this session. Write a message to start one.",
    );
  return part;
}

/** An observer only looks on; what a mentee does waits for the approval of a primary or shared person. */
export function mayAct(agent: ExistingAgent, userId: string): void {
  const role = roleOn(agent, userId);
  if (role === "primary" || role === "shared") return;
  throw new DomainError(
    "forbidden",
    role
      ? `Your role on this agent is "${role}": ask its primary to do this for you.`
      : "You have no role on this agent: ask its primary for one.",
  );
}
