import type { ActiveAgentSession, AgentState, ExistingAgent } from "#lib/domain/agent/state.ts";
import { PersistentMap } from "#lib/domain/persistent-map.ts";
import type { KnownAgent } from "./agent-cache.ts";

// Raise it when the shape of `AgentState` changes: snapshots of another shape are folded anew from the log.
const SHAPE = 3;
const EVENTS_PER_SNAPSHOT = 100;

/** What is stored of a state. */
export const snapshotOf = (state: AgentState): string => JSON.stringify({ shape: SHAPE, agent: state });

type StoredAgent = Omit<ExistingAgent, "activeSessions"> & { activeSessions: Record<string, ActiveAgentSession> };

/** The state of which this is stored. Only an agent that is there has a snapshot. */
export function stateOf(stored: unknown): AgentState {
  const { activeSessions, ...facts } = stored as StoredAgent;
  return { ...facts, activeSessions: PersistentMap.from(activeSessions) } as ExistingAgent;
}

const digest = (row: string): string => `md5(${row}.agent_id::text || ${row}.version || ${row}.state::text)`;

/** SQL: that a row of `agent_snapshots` is as it was written. */
export const isIntact = (row: string): string => `(${row}.digest = ${digest(row)})`;

/** SQL: that its state has the shape that this version knows. */
export const isCurrent = (row: string): string => `(${row}.state->>'shape' = '${SHAPE}')`;

const isSound = (row: string): string => `(${isIntact(row)} and ${isCurrent(row)})`;

/**
 * The snapshot of agent $1 in workspace $2 when it is newer than version $3. A state may be large: it is not looked
 * into by those who know as much already.
 */
export const SOUND_SNAPSHOT = `
  select s.version, s.state->'agent' as data from agent_snapshots s
  where s.agent_id = $1
    and case when s.version > $3 then ${isSound("s")} and s.state->'agent'->>'workspaceId' = $2 else false end`;

/** Agent, version, state. A newer snapshot stays, unless it is not sound. */
export const SAVE_SNAPSHOT = `
  insert into agent_snapshots as s (agent_id, version, state, digest)
  select n.agent_id, n.version, n.state, ${digest("n")}
  from (select $1::uuid as agent_id, $2::int as version, $3::jsonb as state) n
  on conflict (agent_id) do update
  set version = excluded.version, state = excluded.state, digest = excluded.digest, created_at = now()
  where s.version < excluded.version or not ${isSound("s")}`;

/** The larger the state, the rarer its snapshot: what snapshots cost stays a part of what events cost. */
export function isSnapshotDue({ state, version, snapshotVersion }: KnownAgent): boolean {
  const events = version - snapshotVersion;
  if (state.status === "absent" || events < EVENTS_PER_SNAPSHOT) return false;
  return events >= state.activeSessions.size;
}
