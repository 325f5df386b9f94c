import type pg from "pg";
import type { AgentReads, AgentSessionEntry } from "#lib/application/ports/reads.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const ENTRY = object({
  sessionId: "p.session_id",
  conversationId: "p.conversation_id",
  sessionType: "p.session_type",
  title: "s.title",
  status: "p.status",
  startedAt: iso("p.started_at"),
  endedAt: iso("p.ended_at"),
  summary: "p.summary",
  reason: "p.reason",
  pendingAction: "p.pending_action",
});

const PARTS = `from agent_sessions p left join sessions s on s.id = p.session_id and s.deleted_at is null
  where p.agent_id = $1`;
const ORDER = "order by p.started_at desc, p.session_id desc limit $2";
const FIRST_PAGE = statement("agent_history", ENTRY, `${PARTS} ${ORDER}`);
const NEXT_PAGE = statement(
  "agent_history_after",
  ENTRY,
  `${PARTS} and (p.started_at, p.session_id) < ($3::timestamptz, $4::uuid) ${ORDER}`,
);

const LATEST_ACTIVE = statement(
  "agent_latest_active",
  "p.session_id",
  `from agent_sessions p join sessions s on s.id = p.session_id and s.deleted_at is null
   left join conversations c on c.id = p.conversation_id
   where p.agent_id = $1 and p.ended_at is null
   order by greatest(p.started_at, c.last_message_at) desc, p.session_id desc limit 1`,
);

const ACTIVE_TURNS = statement(
  "agent_active_turns",
  object({ turnId: "t.id", sessionId: "t.session_id" }),
  `from conversations c join turns t on t.conversation_id = c.id and t.status in ('accepted', 'running', 'suspended')
   where c.agent_id = $1`,
);

/** What an agent has done and does: its parts in sessions and its turns, from the read models. */
export function createAgentHistory(pool: pg.Pool): Pick<AgentReads, "history" | "latestActive" | "activeTurns"> {
  return {
    async history(agentId, { limit, cursor }) {
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const rows = await readAll<AgentSessionEntry>(
        pool,
        place ? NEXT_PAGE : FIRST_PAGE,
        place ? [agentId, limit + 1, place.at, place.id] : [agentId, limit + 1],
      );
      return pageOf(rows, limit, (last) => encodeCursor({ at: last.startedAt, id: last.sessionId }));
    },
    latestActive: (agentId) => readOne<string>(pool, LATEST_ACTIVE, [agentId]),
    activeTurns: (agentId) => readAll<{ turnId: string; sessionId: string }>(pool, ACTIVE_TURNS, [agentId]),
  };
}
