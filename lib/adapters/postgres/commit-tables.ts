import type { AgentAppend, Changes } from "#lib/application/ports/store.ts";
import { mapProjections, type ProjectedRows, type ProjectionKey, projectAgent } from "./agent-projections.ts";

/** `Changes` by table: what one statement writes. The keys' order is the order in which rows are written. */
export function tablesOf(changes: Changes): Record<TableKey, readonly unknown[]> {
  const agents = changes.agents ?? [];
  return {
    newSessions: changes.newSessions ?? [],
    sessions: changes.sessions ?? [],
    ...projectionsOf(agents),
    agentEvents: agents.flatMap(eventRows),
    conversations: changes.conversations ?? [],
    messages: changes.messages ?? [],
    turns: changes.turns ?? [],
    turnMoves: changes.turnMoves ?? [],
    messagePatches: changes.messagePatches ?? [],
    iterations: changes.iterations ?? [],
    toolCallStarts: changes.toolCallStarts ?? [],
    toolCallMarks: changes.toolCallMarks ?? [],
    toolCallEnds: changes.toolCallEnds ?? [],
    tallies: changes.tallies ?? [],
    newRuns: changes.newRuns ?? [],
    runs: changes.runs ?? [],
    steps: changes.steps ?? [],
    stateEntries: changes.stateEntries ?? [],
    files: changes.files ?? [],
    newDrafts: changes.newDrafts ?? [],
    drafts: changes.drafts ?? [],
    memories: changes.memories ?? [],
  };
}

export type TableKey = Exclude<keyof Changes, "guard" | "runGuard" | "feed"> | "agentEvents" | ProjectionKey;

function projectionsOf(agents: readonly AgentAppend[]): ProjectedRows {
  const projected = agents.map(({ before, events }) => projectAgent(before, events).rows);
  return mapProjections((key) => projected.flatMap((rows) => rows[key]));
}

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
