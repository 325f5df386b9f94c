import type pg from "pg";
import type { Briefing, SessionReads } from "#lib/application/ports/reads.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import { historyOf } from "./history-sql.ts";
import { type MessageRow, toMessage } from "./message-row.ts";
import { foldOrchestration, ORCHESTRATION, type OrchestrationRow } from "./orchestration-reads.ts";
import { array, object, readOne, statement } from "./read-sql.ts";
import { FILE, LIVING_ENTRIES } from "./stored-reads.ts";

const HISTORY = historyOf({ conversation: "$2", leaf: "$3", limit: "$5" });

const PACKET = `(select f.data->'packet' from session_feed f
  where f.session_id = s.id and f.type = 'handoff.created' and f.data->'packet'->>'toConversationId' = $2::text
  order by f.sequence desc limit 1)`;

const BRIEFING = statement(
  "briefing",
  object({
    history: HISTORY,
    packet: PACKET,
    orchestration: ORCHESTRATION,
    files: array(FILE, "from files f where f.session_id = s.id", "f.created_at, f.id"),
    stateKeys: array("e.key", LIVING_ENTRIES, "e.id"),
    systemPromptOverride: "(select a.system_prompt_override from agents a where a.id = $4)",
    settings: "(select c.settings from conversations c where c.id = $2)",
  }),
  "from sessions s where s.id = $1",
);

type Row = Omit<Briefing, "history" | "orchestratorContext"> & {
  history: MessageRow[];
  orchestration: OrchestrationRow;
};

const NOTHING: Briefing = {
  history: [],
  packet: null,
  orchestratorContext: emptyOrchestratorContext,
  files: [],
  stateKeys: [],
  systemPromptOverride: null,
  settings: null,
};

/** All that an answer is made from in one statement: one moment, one round trip. */
export function createBriefings(pool: pg.Pool): Pick<SessionReads, "briefing"> {
  return {
    async briefing({ sessionId, conversationId, leafId, agentId }, limit) {
      const values = [sessionId, conversationId, leafId, agentId, limit];
      const row = await readOne<Row>(pool, BRIEFING, values);
      if (!row) return NOTHING;
      const { history, orchestration, ...rest } = row;
      const orchestratorContext = await foldOrchestration(pool, sessionId, orchestration);
      return { ...rest, history: history.map(toMessage), orchestratorContext };
    },
  };
}
