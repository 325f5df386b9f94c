import type pg from "pg";
import type { AgentReads, AgentSessionEntry } from "#lib/application/ports/reads.ts";
import { titleFor } from "./access-sql.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const ENTRY = object({
  sessionId: "p.session_id",
  conversationId: "p.conversation_id",
  sessionType: "p.session_type",
  title: titleFor("s"),
  status: "p.status",
  startedAt: iso("p.started_at"),
  endedAt: iso("p.ended_at"),
  summary: "m.text",
  reason: "p.reason",
  pendingAction: "p.pending_action",
});

const WHICH = { any: "", active: "and p.ended_at is null", ended: "and p.ended_at is not null" };

/** The first page and the one after a place, of those under way, of those that have ended, or of all. */
const pages = (which: keyof typeof WHICH) => {
  // The part names its memory, where the text stands; one that was deleted, or belongs to a deleted session, says nothing.
  const parts = `from agent_sessions p left join sessions s on s.id = p.session_id and s.deleted_at is null
  left join agent_memories m on m.agent_id = p.agent_id and m.session_id = s.id and m.id::text = p.summary
  where p.agent_id = $1 ${WHICH[which]}`;
  const order = "order by p.started_at desc, p.session_id desc limit $3";
  const after = "and (p.started_at, p.session_id) < ($4::timestamptz, $5::uuid)";
  return {
    first: statement(`agent_history_${which}`, ENTRY, `${parts} ${order}`),
    next: statement(`agent_history_${which}_after`, ENTRY, `${parts} ${after} ${order}`),
  };
};
const PAGES = { any: pages("any"), active: pages("active"), ended: pages("ended") };

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
  `from conversations c join turns t on t.conversation_id = c.id and t.status in ('accepted', 'running', 'suspended', 'paused')
   where c.agent_id = $1`,
);

/** What an agent has done and does: its parts in sessions and its turns, from the read models. */
export function createAgentHistory(pool: pg.Pool): Pick<AgentReads, "history" | "latestActive" | "activeTurns"> {
  return {
    async history(agentId, userId, { status, limit, cursor }) {
      const { first, next } = PAGES[status ?? "any"];
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const rows = await readAll<AgentSessionEntry>(
        pool,
        place ? next : first,
        place ? [agentId, userId, limit + 1, place.at, place.id] : [agentId, userId, limit + 1],
      );
      return pageOf(rows, limit, (last) => encodeCursor({ at: last.startedAt, id: last.sessionId }));
    },
    latestActive: (agentId) => readOne<string>(pool, LATEST_ACTIVE, [agentId]),
    activeTurns: (agentId) => readAll<{ turnId: string; sessionId: string }>(pool, ACTIVE_TURNS, [agentId]),
  };
}
