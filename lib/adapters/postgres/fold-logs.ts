import type pg from "pg";
import { type AgentState, absentAgent } from "#lib/domain/agent/state.ts";
import { type Json, sameJson } from "#lib/domain/json.ts";
import { recorded, STORED_EVENT, type StoredAgentEvent } from "./agent-events.ts";
import { createProjector, type ProjectedRows } from "./agent-projections.ts";
import { isCurrent, isIntact } from "./agent-snapshots.ts";

/** What an agent's whole log leads to. */
export interface FoldedLog {
  rows: ProjectedRows;
  /** Why the log cannot be folded to its end: a gap, or an event of an unknown type. Its rows are then not to be used. */
  broken: string | null;
  /** The snapshot was changed since it was written, or is not what the log leads to. */
  snapshotDiffers: boolean;
}

type Queryable = Pick<pg.ClientBase, "query">;

const PAGE = 2_000;
const EVENTS = `
  select e.agent_id as "agentId", e.workspace_id as "workspaceId", ${STORED_EVENT} as event from agent_events e
  where e.agent_id = any($1::uuid[]) and (e.agent_id, e.version) > ($2::uuid, $3::int)
  order by e.agent_id, e.version limit ${PAGE}`;

const SNAPSHOTS = `
  select s.agent_id as "agentId", s.version, ${isIntact("s")} as intact, ${isCurrent("s")} as current,
    s.state->'agent' as state
  from agent_snapshots s where s.agent_id = any($1::uuid[])`;

interface EventRow {
  agentId: string;
  workspaceId: string;
  event: StoredAgentEvent;
}

interface Snapshot {
  agentId: string;
  version: number;
  intact: boolean;
  current: boolean;
  state: Json;
}

/** Folds the logs of these agents, page by page. An agent without events has no rows. */
export async function foldLogs(client: Queryable, agentIds: readonly string[]): Promise<Map<string, FoldedLog>> {
  const snapshots = await client.query<Snapshot>(SNAPSHOTS, [agentIds]);
  const folds = new Map(
    agentIds.map((id) => [
      id,
      createFold(
        id,
        snapshots.rows.find((one) => one.agentId === id),
      ),
    ]),
  );
  let last = { agentId: "00000000-0000-0000-0000-000000000000", version: 0 };
  for (let full = true; full; ) {
    const { rows } = await client.query<EventRow>(EVENTS, [agentIds, last.agentId, last.version]);
    for (const row of rows) folds.get(row.agentId)?.apply(row);
    full = rows.length === PAGE;
    last = { agentId: rows.at(-1)?.agentId ?? "", version: rows.at(-1)?.event.version ?? 0 };
  }
  return new Map([...folds].map(([id, fold]) => [id, fold.end()]));
}

function createFold(agentId: string, snapshot: Snapshot | undefined) {
  let projector = createProjector(absentAgent(agentId, ""));
  let version = 0;
  let broken: string | null = null;
  let matches = false;

  return {
    apply({ event, workspaceId }: EventRow): void {
      if (broken) return;
      if (version === 0) projector = createProjector(absentAgent(agentId, workspaceId));
      if (event.version !== version + 1) {
        broken = `version ${version + 1} is missing`;
        return;
      }
      try {
        projector.apply(recorded(event));
      } catch (error) {
        broken = `version ${event.version}: ${(error as Error).message}`;
        return;
      }
      version = event.version;
      if (snapshot?.version === version) matches = sameJson(asJson(projector.state()), snapshot.state);
    },
    end(): FoldedLog {
      const believed = snapshot?.intact && !snapshot.current;
      return {
        rows: projector.rows(),
        broken,
        snapshotDiffers: !(snapshot === undefined || believed || (snapshot.intact && matches)),
      };
    },
  };
}

const asJson = (state: AgentState): Json => JSON.parse(JSON.stringify(state));
