import type { AgentAppend, Changes } from "#lib/application/ports/store.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

/** `Changes` by table: what one statement writes. The keys' order is the order in which rows are written. */
export function tablesOf(changes: Changes): Record<TableKey, readonly unknown[]> {
  const agents = changes.agents ?? [];
  return {
    newSessions: changes.newSessions ?? [],
    sessions: changes.sessions ?? [],
    agents: agents.map(agentRow),
    agentEvents: agents.flatMap(eventRows),
    agentSessions: agents.flatMap(sessionRows),
    conversations: changes.conversations ?? [],
    messages: changes.messages ?? [],
    turns: changes.turns ?? [],
    iterations: changes.iterations ?? [],
    toolCallStarts: changes.toolCallStarts ?? [],
    toolCallEnds: changes.toolCallEnds ?? [],
    tallies: changes.tallies ?? [],
    newRuns: changes.newRuns ?? [],
    runs: changes.runs ?? [],
    steps: changes.steps ?? [],
    stateEntries: changes.stateEntries ?? [],
    files: changes.files ?? [],
  };
}

export type TableKey = Exclude<keyof Changes, "guard" | "runGuard" | "feed"> | "agentEvents" | "agentSessions";

const agentRow = ({ state, expectedVersion, events }: AgentAppend) => ({
  ...state,
  activeSessions: undefined,
  sessionHistory: undefined,
  archivedAt: state.status === "archived" ? state.archivedAt : null,
  archiveReason: state.status === "archived" ? state.archiveReason : null,
  version: expectedVersion + events.length,
});

const eventRows = ({ agentId, workspaceId, events }: AgentAppend) =>
  events.map(({ id, type, data, time, actor, correlationid, causationid, version }) => ({
    agentId,
    workspaceId,
    version,
    id,
    type,
    data,
    time,
    actor,
    correlationId: correlationid,
    causationId: causationid,
  }));

/** A message changes nothing about an agent's part in a session. */
const isMessage = (event: RecordedAgentEvent): boolean =>
  event.type === "agent.client.response.received.v1" && event.data.messageId !== undefined;

/** The parts in sessions that these events touch, as they are afterwards. */
function sessionRows({ agentId, events, state }: AgentAppend): unknown[] {
  const touched = new Set(
    events.flatMap((event) => ("sessionId" in event.data && !isMessage(event) ? [event.data.sessionId] : [])),
  );
  return [...touched].flatMap((sessionId): unknown[] => {
    const active = state.activeSessions[sessionId];
    if (active) return [{ ...active, agentId, executionState: undefined, lastAnswer: undefined }];
    const ended = state.sessionHistory.findLast((one) => one.sessionId === sessionId);
    return ended ? [{ ...ended, agentId, pendingAction: null }] : [];
  });
}
