import type { AgentRole, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { Changes } from "../ports/store.ts";

interface ChangedRole {
  userId: string;
  name: string;
  /** Null: taken away. */
  role: AgentRole | null;
  at: string;
}

/** What the sessions in which an agent is active are told of a role on it. */
export function assignmentFacts(agent: ExistingAgent, { at, ...changed }: ChangedRole): Pick<Changes, "feed"> {
  const { id: agentId, ownerId, activeSessions } = agent;
  return {
    feed: Object.values(activeSessions).map(({ sessionId, conversationId }) => ({
      ...{ sessionId, ownerId, at },
      facts: [{ type: "assignment.changed", conversationId, agentId, ...changed }],
    })),
  };
}
