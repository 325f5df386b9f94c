import type pg from "pg";
import type { Briefing, SessionReads } from "#lib/application/ports/reads.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import { titleFor, visibleFile, visibleIn } from "./access-sql.ts";
import { historyOf } from "./history-sql.ts";
import { createHotRead } from "./hot-read.ts";
import { type MessageRow, toMessage } from "./message-row.ts";
import { foldOrchestration, ORCHESTRATION, type OrchestrationRow } from "./orchestration-reads.ts";
import { array, iso, object, statement } from "./read-sql.ts";
import { FILE, LIVING_ENTRIES } from "./stored-reads.ts";

const HISTORY = historyOf({ conversation: "$2", leaf: "$3", limit: "$5" });

const PACKET = `(select f.data->'packet' from session_feed f
  where f.session_id = s.id and f.type = 'handoff.created' and f.data->'packet'->>'toConversationId' = $2::text
  order by f.sequence desc limit 1)`;

/** What an agent is given is what the one who asks may see: it would tell them. */
const ASKER = "$6";
const OF_PRIMARY = `(s.owner_id = ${ASKER} or exists (select 1 from agent_assignments role
  where role.agent_id = $4 and role.user_id = ${ASKER} and role.role = 'primary' and role.unassigned_at is null))`;
const ENTRY_FOR_ASKER = `(s.owner_id = ${ASKER} or exists (select 1 from workflow_runs r
  where r.id::text = e.orchestrator_metadata->>'workflowId' and ${visibleIn("s", "r.conversation_id", ASKER)}))`;
const TARGETS = `case when s.owner_id <> ${ASKER} then ${array(
  "a.slug",
  `from agent_assignments role join agents a on a.id = role.agent_id and a.status = 'active' and a.owner_id = s.owner_id
   where role.user_id = ${ASKER} and role.unassigned_at is null and role.role in ('primary', 'shared')`,
  "a.slug",
)} end`;

/** The newest, from which the prompt takes what fits. What this very session concluded before stands in its history. */
const MEMORIES = array(
  object({ sessionTitle: "m.title", text: "m.text", createdAt: iso("m.created_at") }),
  `from (
     select k.*, ${titleFor("o", ASKER)} as title from agent_memories k join sessions o on o.id = k.session_id and o.deleted_at is null
     where k.agent_id = $4 and k.text is not null and k.session_id <> $1 and ${OF_PRIMARY}
     order by k.created_at desc, k.id desc limit 30
   ) m`,
  "m.created_at desc, m.id desc",
);

const BRIEFING = statement(
  "briefing",
  object({
    isOpen: "s.status <> 'stopped' and s.deleted_at is null",
    history: HISTORY,
    packet: PACKET,
    orchestration: ORCHESTRATION,
    files: array(
      FILE,
      `from files f where f.session_id = s.id and ${visibleFile("s", "f", ASKER)}`,
      "f.created_at, f.id",
    ),
    stateKeys: array("e.key", `${LIVING_ENTRIES} and ${ENTRY_FOR_ASKER}`, "e.id"),
    mayHandOffTo: TARGETS,
    agent: `(select ${object({ systemPromptOverride: "a.system_prompt_override", preferences: `case when ${OF_PRIMARY} then a.preferences else '{}' end` })}
      from agents a where a.id = $4)`,
    memories: MEMORIES,
    settings: "(select c.settings from conversations c where c.id = $2)",
  }),
  "from sessions s where s.id = $1",
);

type OfAgent = Pick<Briefing, "systemPromptOverride" | "preferences">;
type Row = Omit<Briefing, "history" | "orchestratorContext" | keyof OfAgent> & {
  history: MessageRow[];
  agent: OfAgent | null;
  orchestration: OrchestrationRow;
};

const NO_AGENT: OfAgent = { systemPromptOverride: null, preferences: {} };
const NOTHING: Briefing = {
  ...NO_AGENT,
  isOpen: false,
  history: [],
  packet: null,
  orchestratorContext: emptyOrchestratorContext,
  files: [],
  stateKeys: [],
  memories: [],
  settings: null,
  mayHandOffTo: null,
};

/** All that an answer is made from in one statement: one moment, one round trip. */
export function createBriefings(pool: pg.Pool): Pick<SessionReads, "briefing"> {
  const read = createHotRead<Row>(pool, BRIEFING, ["uuid", "uuid", "uuid", "uuid", "int", "uuid"]);
  return {
    async briefing({ sessionId, conversationId, leafId, agentId, userId }, limit) {
      const row = await read([sessionId, conversationId, leafId, agentId, limit, userId]);
      if (!row) return NOTHING;
      const { history, orchestration, agent, ...rest } = row;
      const orchestratorContext = await foldOrchestration(pool, sessionId, orchestration);
      return { ...rest, ...(agent ?? NO_AGENT), history: history.map(toMessage), orchestratorContext };
    },
  };
}
