import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { PersistentMap } from "#lib/domain/persistent-map.ts";
import type { ClientAction } from "#lib/domain/session/client-action.ts";

export const AGENT_ROLES = ["primary", "shared", "mentee", "observer"] as const;
export type AgentRole = (typeof AGENT_ROLES)[number];

export type { ClientAction } from "#lib/domain/session/client-action.ts";

/** What a suspended turn needs to go on: message ids, never copies. */
export interface ExecutionState {
  turnId: string;
  snapshotMessageIds: string[];
  iteration: number;
  toolCallsMade: number;
  pendingToolCallId: string;
  startedAt: string;
  suspendedAt: string;
}

export interface Assignment {
  userId: string;
  role: AgentRole;
  assignedBy: string;
  assignedAt: string;
}

export type DraftStatus = "pending" | "approved" | "rejected";

/** What a mentee wants to say, until someone has decided on it. Its text is not in the aggregate. */
export interface AgentDraft {
  draftId: string;
  sessionId: string;
  conversationId: string;
  authorId: string;
  kind: "message" | "response";
  status: DraftStatus;
}

interface SessionPart {
  sessionId: string;
  conversationId: string;
  sessionType: string;
  startedAt: string;
}

/** An agent's part in a session. A pending action and its execution state exist only together. */
export type ActiveAgentSession = SessionPart & { lastAnswer: Answer | null } & (
    | { status: "active"; pendingAction: null; executionState: null }
    | { status: "asking"; pendingAction: ClientAction; executionState: null }
    | { status: "suspended"; pendingAction: ClientAction; executionState: ExecutionState }
  );

/** The latest answer, kept so that the same answer twice is a no-op. */
export interface Answer {
  clientActionId: string;
  toolCallId: string;
  responderId: string;
  response: Json;
}

export type EndedAgentSession = SessionPart & {
  status: "completed" | "terminated";
  endedAt: string;
  /** The id of the memory that holds what was concluded. */
  summary: string | null;
  reason: string | null;
};

interface AgentFacts {
  id: string;
  workspaceId: string;
  ownerId: string;
  agentType: string;
  slug: string;
  name: string;
  systemPromptOverride: string | null;
  preferences: JsonObject;
  assignments: Assignment[];
  /** Those that wait, and the latest that were decided. */
  drafts: AgentDraft[];
  totalSessions: number;
  totalInteractions: number;
  successfulCompletions: number;
  /** By the session's id. */
  activeSessions: PersistentMap<ActiveAgentSession>;
  sessionHistory: EndedAgentSession[];
  createdAt: string;
  updatedAt: string;
  lastInteractionAt: string | null;
}

/** The aggregate: not there yet, living, or archived. The stream's version travels beside it. */
export type AgentState =
  | { status: "absent"; id: string; workspaceId: string }
  | (AgentFacts & { status: "active" })
  | (AgentFacts & { status: "archived"; archivedAt: string; archiveReason: string | null });

export type ExistingAgent = Exclude<AgentState, { status: "absent" }>;

/** Ended sessions beyond this number leave the state; the read model keeps all. */
export const MAX_HISTORY = 50;

/** Decided drafts beyond this number leave the state; their rows stay. */
export const MAX_DECIDED_DRAFTS = 50;

export const absentAgent = (id: string, workspaceId: string): AgentState => ({ status: "absent", id, workspaceId });

/** Names an agent also before it is there: who writes to it goes one after another under this. */
export const agentKey = (ownerId: string, slug: string): string => `${ownerId}:${slug}`;

/** The role a person has on an agent: the owner is primary. */
export function roleOn(agent: ExistingAgent, userId: string): AgentRole | null {
  if (agent.ownerId === userId) return "primary";
  return agent.assignments.find((one) => one.userId === userId)?.role ?? null;
}
