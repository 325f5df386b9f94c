import type { ActiveAgentSession, AgentRole, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { AuditTarget } from "#lib/domain/audit.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Changes } from "../ports/store.ts";

interface ChangedRole {
  userId: string;
  name: string;
  /** Null: taken away. */
  role: AgentRole | null;
  at: string;
}

/** What the sessions in which an agent is active are told of a role on it. */
export const assignmentFacts = (agent: ExistingAgent, { at, ...changed }: ChangedRole): Pick<Changes, "feed"> =>
  tellSessions(agent, at, ({ conversationId }) => ({
    type: "assignment.changed",
    conversationId,
    agentId: agent.id,
    ...changed,
  }));

/** What they are told of its end. */
export const archiveFacts = (agent: ExistingAgent, reason: string | null, at: string): Pick<Changes, "feed"> =>
  tellSessions(agent, at, ({ conversationId }) => ({
    type: "agent.archived",
    conversationId,
    agentId: agent.id,
    reason,
  }));

/** An agent as the audit log names it. */
export const auditTarget = ({ id, name }: Pick<ExistingAgent, "id" | "name">): AuditTarget => ({
  kind: "agent",
  id,
  name,
});

const tellSessions = (
  { ownerId, activeSessions }: ExistingAgent,
  at: string,
  fact: (part: ActiveAgentSession) => FeedFact,
): Pick<Changes, "feed"> => ({
  feed: activeSessions.values().map((part) => ({ sessionId: part.sessionId, ownerId, at, facts: [fact(part)] })),
});
