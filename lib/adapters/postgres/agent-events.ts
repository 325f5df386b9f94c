import type pg from "pg";
import type { AgentReads } from "#lib/application/ports/reads.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { type AgentState, absentAgent } from "#lib/domain/agent/state.ts";
import { type StoredEvent, upcast } from "#lib/domain/agent/upcast.ts";
import { isId, iso, object, readAll, readOne, statement } from "./read-sql.ts";

/** A row `e` of the log as the CloudEvents envelope. */
export const STORED_EVENT = object({
  specversion: "'1.0'",
  id: "e.id",
  source: "'/workspaces/' || e.workspace_id || '/agents/' || e.agent_id",
  subject: "e.agent_id",
  type: "e.type",
  time: iso("e.time"),
  datacontenttype: "'application/json'",
  correlationid: "e.correlation_id",
  causationid: "e.causation_id",
  actor: "e.actor",
  version: "e.version",
  data: "e.data",
});

/** An event in its stored envelope, as this version knows it. */
export const recorded = (stored: StoredAgentEvent): RecordedAgentEvent => ({ ...stored, ...upcast(stored) });
export type StoredAgentEvent = Omit<RecordedAgentEvent, "type" | "data"> & StoredEvent;

const EVENTS = statement(
  "agent_events",
  STORED_EVENT,
  `from agent_events e where e.agent_id = $1 and e.workspace_id = $2 and e.version > $3 order by e.version limit $4`,
);

const PAGE = 1_000;

// A time is given in milliseconds: any that JavaScript can write is one for PostgreSQL too.
const FIRST_AFTER = statement(
  "agent_first_after",
  "min(e.version)",
  `from agent_events e where e.agent_id = $1 and e.workspace_id = $2 and e.time > to_timestamp($3::float8 / 1000)`,
);

/** An agent's log as CloudEvents, in the order of its stream, and what it folds to at a moment. */
export function createAgentEvents(pool: pg.Pool): Pick<AgentReads, "events" | "loadAt"> {
  const events: AgentReads["events"] = async (agentId, workspaceId, { after, limit }) => {
    if (!isId(agentId)) return [];
    const stored = await readAll<StoredAgentEvent>(pool, EVENTS, [agentId, workspaceId, after, limit]);
    return stored.map(recorded);
  };

  return {
    events,
    async loadAt(agentId, workspaceId, moment) {
      const end =
        "version" in moment
          ? moment.version + 1
          : ((await readOne<number>(pool, FIRST_AFTER, [agentId, workspaceId, Date.parse(moment.time)])) ?? Infinity);
      let state: AgentState = absentAgent(agentId, workspaceId);
      let version = 0;
      for (let size = PAGE; size === PAGE; ) {
        const limit = Math.min(PAGE, end - 1 - version);
        const page = await events(agentId, workspaceId, { after: version, limit });
        state = page.reduce(evolve, state);
        version = page.at(-1)?.version ?? version;
        size = page.length;
      }
      return { state, version };
    },
  };
}
