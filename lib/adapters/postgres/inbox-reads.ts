import type pg from "pg";
import type { InboxItem, SessionReads } from "#lib/application/ports/reads.ts";
import { answerable } from "./access-sql.ts";
import { OPEN_ACTION } from "./client-action-reads.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { array, iso, object, readOne, type Statement, seenBy } from "./read-sql.ts";

/** The place in the queue of what waits for ever. */
const LAST = "9999-12-31T23:59:59.999Z";

const QUESTION = object({
  due: iso("a.due"),
  item: object({
    kind: "'question'",
    sessionId: "a.session_id",
    sessionTitle: "a.session_title",
    agent: object({ slug: "a.slug", name: "a.agent_name" }),
    action: OPEN_ACTION,
    call: `(select ${object({ tool: "t.tool", input: "t.input" })} from tool_calls t
      where t.turn_id = a.turn_id and t.tool_call_id = a.tool_call_id order by t.iteration desc limit 1)`,
  }),
});

const INBOX: Statement = {
  name: "inbox",
  text: `with waiting as (
      select a.*, coalesce(a.expires_at, '${LAST}') as due, s.title as session_title, c.slug, g.name as agent_name
      from client_actions a join sessions s on s.id = a.session_id
        join conversations c on c.id = a.conversation_id join agents g on g.id = a.agent_id
      where s.workspace_id = $1 and ${answerable("s", "a")} and s.deleted_at is null and not s.hidden and a.status = 'pending')
    select ${object({
      total: "(select count(*)::int from waiting)",
      items: array(
        QUESTION,
        `from (select * from waiting where $4::timestamptz is null or (due, id) > ($4, $5::uuid)
               order by due, id limit $3) a`,
        "a.due, a.id",
      ),
    })} as item`,
};

interface InboxRow {
  total: number;
  items: { due: string; item: InboxItem }[];
}

/** What waits for a person in all of their sessions, what ends first before the rest. */
export const createInboxReads = (pool: pg.Pool): Pick<SessionReads, "inbox"> => ({
  async inbox(viewer, { limit, cursor }) {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const values = [...seenBy(viewer), limit + 1, after?.at ?? null, after?.id ?? null];
    const row = await readOne<InboxRow>(pool, INBOX, values);
    const { items, nextCursor } = pageOf(row?.items ?? [], limit, ({ due, item }) =>
      encodeCursor({ at: due, id: item.action.id }),
    );
    return { items: items.map(({ item }) => item), nextCursor, total: row?.total ?? 0 };
  },
});
