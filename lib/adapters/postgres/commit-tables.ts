import type { AgentAppend, Changes, SessionPatch } from "#lib/application/ports/store.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { mapProjections, type ProjectedRows, type ProjectionKey, projectAgent } from "./agent-projections.ts";

/**
 * `Changes` by table: what one statement writes. The keys' order is the order in which rows are written; rows that
 * others may write at the same time come in the order of their ids, so that two writers wait for each other in a line.
 */
export function tablesOf(changes: Changes): Record<TableKey, readonly unknown[]> {
  const agents = chainsOf(changes.agents ?? []);
  return {
    newSessions: changes.newSessions ?? [],
    sessions: patchesOf(changes.sessions ?? []),
    ...projectionsOf(agents),
    agentEvents: agents.flatMap(eventRows),
    conversations: (changes.conversations ?? []).toSorted(byId),
    messages: changes.messages ?? [],
    turns: changes.turns ?? [],
    turnMoves: changes.turnMoves ?? [],
    failedAttempts: changes.failedAttempts ?? [],
    voidTexts: changes.failedAttempts ?? [],
    messagePatches: changes.messagePatches ?? [],
    iterations: changes.iterations ?? [],
    toolCallStarts: changes.toolCallStarts ?? [],
    toolCallMarks: changes.toolCallMarks ?? [],
    toolCallEnds: changes.toolCallEnds ?? [],
    modelCalls: changes.modelCalls ?? [],
    ...chargesOf(changes),
    tallies: changes.tallies ?? [],
    newRuns: changes.newRuns ?? [],
    runs: changes.runs ?? [],
    steps: changes.steps ?? [],
    stateEntries: changes.stateEntries ?? [],
    files: changes.files ?? [],
    newDrafts: (changes.newDrafts ?? []).map(({ answer, ...draft }) => ({ ...draft, ...answer })),
    drafts: changes.drafts ?? [],
    memories: changes.memories ?? [],
    audit: changes.audit ?? [],
  };
}

export type TableKey =
  | Exclude<keyof Changes, "guard" | "runGuard" | "feed" | "charges">
  | "agentEvents"
  | "budgetReleases"
  | "budgetCharges"
  | "voidTexts"
  | ProjectionKey;

/** The versions on which appends were decided, of agents that are there. */
export const expectedVersions = (
  appends: readonly AgentAppend[],
): { id: string; version: number; event: string | null }[] =>
  chainsOf(appends).flatMap(({ agentId, expectedVersion, expectedEventId = null }) =>
    expectedVersion > 0 ? [{ id: agentId, version: expectedVersion, event: expectedEventId }] : [],
  );

/** Appends to one stream as one: each was decided on what the one before it leads to, or they cannot go together. */
function chainsOf(appends: readonly AgentAppend[]): AgentAppend[] {
  const chains = new Map<string, AgentAppend>();
  for (const append of appends) {
    const first = chains.get(append.agentId);
    if (first && first.events.at(-1)?.id !== append.expectedEventId)
      throw new DomainError("version_conflict", "The agent has changed in the meantime.");
    chains.set(
      append.agentId,
      first
        ? {
            ...first,
            events: [...first.events, ...append.events],
            states: [...first.states, ...append.states],
            state: append.state,
          }
        : append,
    );
  }
  return [...chains.values()].sort((a, b) => (a.agentId < b.agentId ? -1 : 1));
}

/** What one session is to become, in the order in which it was said. */
function patchesOf(patches: readonly SessionPatch[]): SessionPatch[] {
  const merged = new Map<string, SessionPatch>();
  for (const patch of patches) merged.set(patch.id, { ...merged.get(patch.id), ...patch });
  return [...merged.values()].sort(byId);
}

/** What is charged is what was used: without a call nothing is. */
function chargesOf({ modelCalls = [], charges = [] }: Changes) {
  const charged = modelCalls.length > 0 ? charges : [];
  return { budgetReleases: charged, budgetCharges: charged };
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

function projectionsOf(agents: readonly AgentAppend[]): ProjectedRows {
  const projected = agents.map(({ before, events, states }) => projectAgent(before, events, states).rows);
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
