import type pg from "pg";
import type { AgentReads } from "#lib/application/ports/reads.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { isId, iso, object, readAll, statement } from "./read-sql.ts";

const EVENTS = statement(
  "agent_events",
  object({
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
  }),
  `from agent_events e where e.agent_id = $1 and e.workspace_id = $2 and e.version > $3 order by e.version limit $4`,
);

/** An agent's log as CloudEvents, in the order of its stream. */
export function createAgentEvents(pool: pg.Pool): Pick<AgentReads, "events"> {
  return {
    events: async (agentId, workspaceId, { after, limit }) =>
      isId(agentId) ? readAll<RecordedAgentEvent>(pool, EVENTS, [agentId, workspaceId, after, limit]) : [],
  };
}
