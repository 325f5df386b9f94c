import type pg from "pg";
import type { AgentReads, AgentSummary, LoadedAgent } from "#lib/application/ports/reads.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { absentAgent, agentKey } from "#lib/domain/agent/state.ts";
import { type StoredEvent, upcast } from "#lib/domain/agent/upcast.ts";
import { createAgentCache, type KnownAgent } from "./agent-cache.ts";
import { createAgentEvents } from "./agent-events.ts";
import { createAgentHistory } from "./agent-history.ts";
import { isSnapshotDue, SAVE_SNAPSHOT, SOUND_SNAPSHOT, snapshotOf, stateOf } from "./agent-snapshots.ts";
import { type AgentTurnsOptions, createAgentTurns } from "./agent-turns.ts";
import { isId, iso, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

// $3 is the version that this process knows. One statement sees one moment, so snapshot and tail fit together.
const LOAD = statement(
  "agent_load",
  object({ version: "e.version", type: "e.type", data: "e.data" }),
  `from (
     with snapshot as materialized (${SOUND_SNAPSHOT})
     select version, 'snapshot' as type, data from snapshot
     union all
     select version, type, data from agent_events
     where agent_id = $1 and workspace_id = $2::uuid and version > coalesce((select version from snapshot), $3)
   ) e order by e.version`,
);

const MINE = "from agents a where a.workspace_id = $1 and a.owner_id = $2";
const FIND = statement("agent_find", "a.id", `${MINE} and a.slug = $3 and a.status = 'active'`);
const LIST = statement(
  "agent_list",
  object({
    id: "a.id",
    slug: "a.slug",
    agentType: "a.agent_type",
    name: "a.name",
    status: "a.status",
    totalSessions: "a.total_sessions",
    totalInteractions: "a.total_interactions",
    successfulCompletions: "a.successful_completions",
    preferences: "case when a.owner_id = $2 or r.role = 'primary' then a.preferences else '{}' end",
    role: "case when a.owner_id = $2 then 'primary' else r.role end",
    ownerId: "a.owner_id",
    ownerName: "o.name",
    createdAt: iso("a.created_at"),
    lastInteractionAt: iso("a.last_interaction_at"),
  }),
  `from agents a join users o on o.id = a.owner_id
     left join agent_assignments r on r.agent_id = a.id and r.user_id = $2 and r.unassigned_at is null
   where a.workspace_id = $1 and (a.owner_id = $2 or (a.status = 'active' and a.id in (
     select mine.agent_id from agent_assignments mine where mine.user_id = $2 and mine.unassigned_at is null)))
   order by a.created_at, a.id`,
);

const TALLY = statement("probe_tally", "t.count", "from probe_tallies t where t.workspace_id = $1 and t.key = $2");

type Row = StoredEvent & { version: number };

/** Agents from their logs: what this process knows, brought up to date by one indexed query. */
export function createAgentReads(pool: pg.Pool, among: AgentTurnsOptions = {}): AgentReads {
  const cache = createAgentCache(1_000);
  const turns = createAgentTurns(pool, among);
  const saving = new Set<string>();
  /** Agents as the latest append leads to that is still being committed. */
  const expected = new Map<string, LoadedAgent>();

  /** Beside the request that found it due; another one finds it due again when it fails. */
  const saveSnapshot = async (agent: KnownAgent): Promise<void> => {
    const { id } = agent.state;
    if (saving.has(id)) return;
    saving.add(id);
    await pool
      .query(SAVE_SNAPSHOT, [id, agent.version, snapshotOf(agent.state)])
      .then(() => cache.snapshotSaved(id, agent.version))
      .catch(() => {})
      .finally(() => saving.delete(id));
  };

  const remember = (agentId: string, agent: KnownAgent): void => {
    cache.put(agentId, agent);
    if (isSnapshotDue(agent)) void saveSnapshot(agent);
  };

  const load = async (agentId: string, workspaceId: string): Promise<LoadedAgent> => {
    const absent: KnownAgent = { state: absentAgent(agentId, workspaceId), version: 0, snapshotVersion: 0 };
    if (!isId(agentId)) return absent;
    const known = cache.get(agentId, workspaceId) ?? absent;
    const rows = await readAll<Row>(pool, LOAD, [agentId, workspaceId, known.version]);
    if (rows.length === 0) return known;
    const agent = rows.reduce(advance, known);
    remember(agentId, agent);
    return { state: agent.state, version: agent.version };
  };

  return {
    load,
    async loadNext(agentId, workspaceId) {
      const next = expected.get(agentId);
      return next?.state.workspaceId === workspaceId ? next : load(agentId, workspaceId);
    },
    expect({ agentId, expectedVersion, events, state }, committed) {
      const next: LoadedAgent = { state, version: expectedVersion + events.length };
      const lastEventId = events.at(-1)?.id;
      if (lastEventId) next.lastEventId = lastEventId;
      expected.set(agentId, next);
      turns.committing(agentKey(state.ownerId, state.slug), committed);
      const forget = (): void => {
        if ((expected.get(agentId)?.version ?? 0) >= next.version) expected.delete(agentId);
      };
      committed.then(() => {
        if (expected.get(agentId) === next) expected.delete(agentId);
        remember(agentId, { state, version: next.version, snapshotVersion: 0 });
      }, forget);
    },
    inTurn: turns.inTurn,
    find: (viewer, slug) => readOne<string>(pool, FIND, [...seenBy(viewer), slug]),
    list: (viewer) => readAll<AgentSummary>(pool, LIST, seenBy(viewer)),
    tally: async (workspaceId, key) => (await readOne<number>(pool, TALLY, [workspaceId, key])) ?? 0,
    ...createAgentEvents(pool),
    ...createAgentHistory(pool),
  };
}

function advance(agent: KnownAgent, { version, ...event }: Row): KnownAgent {
  if (event.type === "snapshot") return { state: stateOf(event.data), version, snapshotVersion: version };
  return { ...agent, state: evolve(agent.state, upcast(event)), version };
}
