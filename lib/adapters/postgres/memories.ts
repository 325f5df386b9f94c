import type pg from "pg";
import type { Memories, MemoryTask } from "#lib/application/ports/memories.ts";
import type { Memory } from "#lib/domain/agent/memory.ts";
import { titleFor } from "./access-sql.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { historyOf } from "./history-sql.ts";
import { type MessageRow, toMessage } from "./message-row.ts";
import { array, isId, iso, object, readAll, readOne, type Statement, statement } from "./read-sql.ts";
import { RUN } from "./run-reads.ts";

/** A row of `agent_memories m` with its session `s`, as the person $2 reads it. */
const MEMORY = object({
  id: "m.id",
  sessionId: "m.session_id",
  sessionTitle: titleFor("s"),
  kind: "m.kind",
  text: "m.text",
  source: "m.source",
  tokens: "m.tokens",
  createdAt: iso("m.created_at"),
});

const WRITTEN = `from agent_memories m join sessions s on s.id = m.session_id and s.deleted_at is null
  where m.agent_id = $1 and m.text is not null`;
const TEXTS = statement(
  "memory_texts",
  object({ id: "m.id", text: "m.text" }),
  `${WRITTEN} and m.id = any($2::uuid[])`,
);
const ORDER = "order by m.created_at desc, m.id desc limit $3";
const FIRST_PAGE = statement("memories", MEMORY, `${WRITTEN} ${ORDER}`);
const NEXT_PAGE = statement(
  "memories_after",
  MEMORY,
  `${WRITTEN} and (m.created_at, m.id) < ($4::timestamptz, $5::uuid) ${ORDER}`,
);

/** Messages that are summed up: those of the branch that ends with the newest one. */
const SUMMED_UP = 200;
const NEWEST = "(select n.id from messages n where n.conversation_id = c.id order by n.sequence desc limit 1)";

const CLAIM: Statement = {
  name: "memory_claim",
  text: `with m as (update agent_memories set executor_id = $2 where id = $1 and text is null returning *)
    select ${object({
      id: "m.id",
      agentId: "m.agent_id",
      slug: "c.slug",
      workspaceId: "m.workspace_id",
      sessionId: "m.session_id",
      sessionOwnerId: "s.owner_id",
      sessionTitle: "case when s.title_from is null or s.title_from = c.id then s.title end",
      history: historyOf({ conversation: "c.id", leaf: NEWEST, limit: String(SUMMED_UP) }),
      runs: array(RUN, "from workflow_runs r where r.conversation_id = c.id", "r.created_at, r.id"),
    })} as item
    from m join sessions s on s.id = m.session_id
      join conversations c on c.session_id = m.session_id and c.agent_id = m.agent_id`,
};

const WRITE = `update agent_memories set text = $2, source = $3, tokens = $4, executor_id = null
  where id = $1 and text is null`;

type TaskRow = Omit<MemoryTask, "history"> & { history: MessageRow[] };

/** Memories in PostgreSQL: the one place where their text stands. */
export function createMemories({ pool, executorId }: { pool: pg.Pool; executorId: string }): Memories {
  return {
    async list(agentId, userId, { limit, cursor }) {
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const rows = place
        ? await readAll<Memory>(pool, NEXT_PAGE, [agentId, userId, limit + 1, place.at, place.id])
        : await readAll<Memory>(pool, FIRST_PAGE, [agentId, userId, limit + 1]);
      return pageOf(rows, limit, (last) => encodeCursor({ at: last.createdAt, id: last.id }));
    },
    async texts(agentId, memoryIds) {
      const ids = memoryIds.filter(isId);
      const rows = ids.length > 0 ? await readAll<Pick<Memory, "id" | "text">>(pool, TEXTS, [agentId, ids]) : [];
      return new Map(rows.map(({ id, text }) => [id, text]));
    },
    async delete(agentId, memoryId) {
      if (!isId(memoryId)) return false;
      const { rowCount } = await pool.query("delete from agent_memories where agent_id = $1 and id = $2", [
        agentId,
        memoryId,
      ]);
      return Boolean(rowCount);
    },
    async deleteAll(agentId) {
      await pool.query("delete from agent_memories where agent_id = $1", [agentId]);
    },
    async claim(memoryId) {
      const row = await readOne<TaskRow>(pool, CLAIM, [memoryId, executorId]);
      return row && { ...row, history: row.history.map(toMessage) };
    },
    async write(memoryId, { text, source, tokens }) {
      await pool.query(WRITE, [memoryId, text, source, tokens]);
    },
  };
}
