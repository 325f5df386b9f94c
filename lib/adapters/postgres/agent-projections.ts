import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import type { AgentState, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { Columns } from "./commit-sql.ts";

/** One event with the state before and after it. */
export interface AgentStep {
  before: AgentState;
  event: RecordedAgentEvent;
  after: ExistingAgent;
}

/** A row by the fields that its projection's columns name. */
export type ProjectedRow = Readonly<Record<string, unknown>>;

/** A read model that follows from the agents' logs alone. */
export interface AgentProjection {
  table: string;
  /** The column with the agent's id. */
  agent: string;
  key: readonly string[];
  /** Every column of the table: what is not derived from the log does not belong here. */
  columns: Columns;
  /** Where else a row must have its other end: once that is deleted, the row goes with it. */
  references?: Readonly<Record<string, string>>;
  /** What would be deleted with a row and is no projection: such a row is left for a person to judge. */
  heldBy?: Readonly<Record<string, string>>;
  /** The rows that one event writes, whole, as they are after it. */
  rows(step: AgentStep): ProjectedRow[];
}

/**
 * All of them. A commit writes what its events project, `rebuild-projections` what the whole log does, both through
 * `projectAgent`: an entry here is written, checked and rebuilt without further code. The order is that of writing.
 */
export const AGENT_PROJECTIONS = {
  agents: {
    table: "agents",
    agent: "id",
    key: ["id"],
    references: { workspace_id: "workspaces", owner_id: "users" },
    heldBy: { conversations: "agent_id" },
    columns: {
      id: "id uuid",
      workspace_id: "workspaceId uuid",
      owner_id: "ownerId uuid",
      slug: "slug text",
      agent_type: "agentType text",
      name: "name text",
      status: "status text",
      system_prompt_override: "systemPromptOverride text",
      preferences: "preferences jsonb = '{}'",
      assignments: "assignments jsonb = '[]'",
      total_sessions: "totalSessions int",
      total_interactions: "totalInteractions int",
      successful_completions: "successfulCompletions int",
      version: "version int",
      created_at: "createdAt timestamptz(3)",
      updated_at: "updatedAt timestamptz(3)",
      last_interaction_at: "lastInteractionAt timestamptz(3)",
      archived_at: "archivedAt timestamptz(3)",
      archive_reason: "archiveReason text",
    },
    rows: ({ after, event }) => [
      { ...after, activeSessions: undefined, sessionHistory: undefined, drafts: undefined, version: event.version },
    ],
  },
  agentSessions: {
    table: "agent_sessions",
    agent: "agent_id",
    key: ["agent_id", "session_id", "started_at"],
    references: { agent_id: "agents" },
    columns: {
      agent_id: "agentId uuid",
      session_id: "sessionId uuid",
      started_at: "startedAt timestamptz(3)",
      conversation_id: "conversationId uuid",
      session_type: "sessionType text",
      status: "status text",
      pending_action: "pendingAction jsonb",
      summary: "summary text",
      reason: "reason text",
      ended_at: "endedAt timestamptz(3)",
    },
    rows({ before, event, after }) {
      if (!("sessionId" in event.data) || before.status === "absent") return [];
      const { sessionId } = event.data;
      const [was, is] = [before.activeSessions.get(sessionId), after.activeSessions.get(sessionId)];
      if (was === is) return [];
      const part = is ?? after.sessionHistory.at(-1);
      return [{ ...part, agentId: after.id, executionState: undefined, lastAnswer: undefined }];
    },
  },
  clientActions: {
    table: "client_actions",
    agent: "agent_id",
    key: ["id"],
    references: { agent_id: "agents", session_id: "sessions" },
    columns: {
      id: "id uuid",
      agent_id: "agentId uuid",
      workspace_id: "workspaceId uuid",
      session_id: "sessionId uuid",
      conversation_id: "conversationId uuid",
      turn_id: "turnId uuid",
      tool_call_id: "toolCallId text",
      kind: "kind text",
      prompt: "prompt text",
      schema: "schema jsonb",
      expires_at: "expiresAt timestamptz(3)",
      status: "status text",
      response: "response jsonb",
      responder_id: "responderId uuid",
      requested_at: "requestedAt timestamptz(3)",
      ended_at: "endedAt timestamptz(3)",
    },
    rows: questionRows,
  },
  agentAssignments: {
    table: "agent_assignments",
    agent: "agent_id",
    key: ["agent_id", "user_id"],
    references: { agent_id: "agents", user_id: "users" },
    columns: {
      agent_id: "agentId uuid",
      user_id: "userId uuid",
      workspace_id: "workspaceId uuid",
      role: "role text",
      assigned_by: "assignedBy uuid",
      assigned_at: "assignedAt timestamptz(3)",
      unassigned_at: "unassignedAt timestamptz(3)",
    },
    rows({ before, event, after }) {
      const ofAgent = { agentId: after.id, workspaceId: after.workspaceId };
      if (event.type === "agent.user.assigned.v1") return [{ ...ofAgent, ...event.data, unassignedAt: null }];
      if (event.type !== "agent.user.unassigned.v1" || before.status === "absent") return [];
      const { userId, unassignedAt } = event.data;
      const ended = before.assignments.find((one) => one.userId === userId);
      return ended ? [{ ...ofAgent, ...ended, unassignedAt }] : [];
    },
  },
} satisfies Record<string, AgentProjection>;

/** A question, from the suspension with it to whatever ends it: an answer, its expiry, or the end of the agent's part. */
function questionRows({ before, event, after }: AgentStep): ProjectedRow[] {
  if (!("sessionId" in event.data) || before.status === "absent") return [];
  const { sessionId } = event.data;
  const [was, is] = [before.activeSessions.get(sessionId), after.activeSessions.get(sessionId)];
  const suspended = is?.status === "suspended" ? is : was?.status === "suspended" ? was : undefined;
  if (!suspended || was?.status === is?.status) return [];
  const { conversationId, pendingAction, executionState, lastAnswer } = suspended;
  const asked = {
    ...{ ...pendingAction, agentId: after.id, workspaceId: after.workspaceId, sessionId, conversationId },
    ...{ turnId: executionState.turnId, requestedAt: executionState.suspendedAt },
  };
  if (suspended === is) return [{ ...asked, status: "pending", response: null, responderId: null, endedAt: null }];
  const status = event.type === "agent.execution.resumed.v2" ? event.data.outcome : "withdrawn";
  const { response = null, responderId = null } = (status === "answered" && lastAnswer) || {};
  return [{ ...asked, status, response, responderId, endedAt: after.updatedAt }];
}

export type ProjectionKey = keyof typeof AGENT_PROJECTIONS;
export type ProjectedRows = Record<ProjectionKey, ProjectedRow[]>;

export const PROJECTION_KEYS = Object.keys(AGENT_PROJECTIONS) as ProjectionKey[];

/** One value for each projection, in the order of writing. */
export const mapProjections = <Value>(value: (key: ProjectionKey) => Value): Record<ProjectionKey, Value> =>
  Object.fromEntries(PROJECTION_KEYS.map((key) => [key, value(key)])) as Record<ProjectionKey, Value>;

/**
 * What events lead to from a state on: the state, and the rows, of which the last one of each key counts. Pure.
 * `states` are those after each event, where they are known: then nothing is folded again.
 */
export function projectAgent(
  before: AgentState,
  events: readonly RecordedAgentEvent[],
  states: readonly AgentState[] = [],
): { state: AgentState; rows: ProjectedRows } {
  const projector = createProjector(before);
  for (const [index, event] of events.entries()) projector.apply(event, states[index]);
  return { state: projector.state(), rows: projector.rows() };
}

/** `projectAgent` for a log that comes in parts. */
export function createProjector(before: AgentState) {
  const found = mapProjections(() => new Map<string, ProjectedRow>());
  let state = before;

  return {
    apply(event: RecordedAgentEvent, after = evolve(state, event)): void {
      if (after.status !== "absent")
        for (const name of PROJECTION_KEYS) {
          const { columns, key, rows }: AgentProjection = AGENT_PROJECTIONS[name];
          for (const row of rows({ before: state, event, after }))
            found[name].set(key.map((column) => row[fieldOf(columns, column)]).join(), row);
        }
      state = after;
    },
    state: () => state,
    rows: (): ProjectedRows => mapProjections((name) => [...found[name].values()]),
  };
}

const fieldOf = (columns: Columns, column: string): string => columns[column]?.split(" ")[0] ?? column;
