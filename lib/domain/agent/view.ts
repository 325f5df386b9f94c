import type { JsonObject } from "#lib/domain/json.ts";
import type {
  ActiveAgentSession,
  AgentRole,
  AgentState,
  ClientAction,
  EndedAgentSession,
  ExistingAgent,
} from "./state.ts";

/** An agent in a list, as one who has a role on it sees it. */
export type AgentSummary = Pick<
  ExistingAgent,
  | "id"
  | "slug"
  | "agentType"
  | "name"
  | "status"
  | "totalSessions"
  | "totalInteractions"
  | "successfulCompletions"
  | "createdAt"
  | "lastInteractionAt"
> & { preferences: JsonObject; role: AgentRole; ownerId: string; ownerName: string };

/** An agent's part in a session, as its history lists it. */
export interface AgentSessionEntry {
  sessionId: string;
  conversationId: string;
  sessionType: string;
  title: string | null;
  status: ActiveAgentSession["status"] | EndedAgentSession["status"];
  startedAt: string;
  endedAt: string | null;
  summary: string | null;
  reason: string | null;
  pendingAction: ClientAction | null;
}

/** An agent as its people see it: prompt and preferences are for primaries. Without an `id` it has not been used yet and shows its definition's defaults. */
export type AgentDetail = Pick<
  ExistingAgent,
  | "slug"
  | "agentType"
  | "name"
  | "systemPromptOverride"
  | "preferences"
  | "assignments"
  | "totalSessions"
  | "totalInteractions"
  | "successfulCompletions"
  | "lastInteractionAt"
  | "sessionHistory"
> & {
  id: string | null;
  /** Its last event's place in its log; 0 before it is made. */
  version: number;
  status: AgentState["status"];
  createdAt: string | null;
  archivedAt: string | null;
  archiveReason: string | null;
  description: string;
  role: AgentRole;
  ownerId: string;
  activeSessions: ActiveAgentSession[];
};
