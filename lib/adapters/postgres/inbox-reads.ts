import type pg from "pg";
import type { InboxItem } from "#lib/application/ports/inbox.ts";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { answerable, titleFor } from "./access-sql.ts";
import { OPEN_ACTION } from "./client-action-reads.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { DRAFT } from "./draft-reads.ts";
import { array, iso, object, readOne, type Statement, seenBy } from "./read-sql.ts";

/** The place in the queue of a question that waits for ever, and of a draft, which nobody is asked to hurry with. */
const LAST = "'9999-12-31T23:59:59.999Z'";
const DRAFT_WAITS = "interval '7 days'";

/** Where an item belongs; its row has the alias `x`. */
const PLACE = {
  sessionId: "x.session_id",
  sessionTitle: `(select ${titleFor("s")} from sessions s where s.id = x.session_id)`,
  agent: `(select ${object({ slug: "g.slug", name: "g.name" })} from agents g where g.id = x.agent_id)`,
};

const QUESTION = `(select ${object({
  kind: "'question'",
  ...PLACE,
  action: `(select ${OPEN_ACTION} from client_actions a where a.id = x.id)`,
  call: `(select ${object({ tool: "t.tool", input: "t.input" })} from tool_calls t
    where t.turn_id = x.turn_id and t.tool_call_id = x.tool_call_id order by t.iteration desc limit 1)`,
})} from client_actions x where x.id = w.id)`;

const WAITING_DRAFT = `(select ${object({
  kind: "'draft'",
  ...PLACE,
  agentId: "x.agent_id",
  author: "(select u.name from users u where u.id = x.author_id)",
  question: "(select a.prompt from client_actions a where a.id = x.client_action_id)",
  draft: `(select ${DRAFT} from agent_drafts d where d.id = x.id)`,
})} from agent_drafts x where x.id = w.id)`;

/** Drafts `x` of a session on which the viewer decides; a draft of an answer while its question waits. */
export const decidable = (session: string): string =>
  `${answerable(session, "x")} and x.status = 'pending' and x.author_id <> $2
    and (x.client_action_id is null or exists (
      select 1 from client_actions a where a.id = x.client_action_id and a.status = 'pending'))`;

const IN_SIGHT = `join sessions s on s.id = x.session_id and s.workspace_id = $1 and x.workspace_id = $1 and s.deleted_at is null and not s.hidden
    and ($6::uuid is null or x.agent_id = $6)`;

const INBOX: Statement = {
  name: "inbox",
  text: `with waiting as (
      select 'question' as kind, x.id, coalesce(x.expires_at, ${LAST}) as due
      from client_actions x ${IN_SIGHT} where ${answerable("s", "x")} and x.status = 'pending'
      union all
      select 'draft', x.id, x.created_at + ${DRAFT_WAITS} from agent_drafts x ${IN_SIGHT} where ${decidable("s")})
    select ${object({
      total: "(select count(*)::int from waiting)",
      items: array(
        object({
          due: iso("w.due"),
          id: "w.id",
          item: `case w.kind when 'question' then ${QUESTION} else ${WAITING_DRAFT} end`,
        }),
        `from (select * from waiting where $4::timestamptz is null or (due, id) > ($4, $5::uuid)
               order by due, id limit $3) w`,
        "w.due, w.id",
      ),
    })} as item`,
};

interface InboxRow {
  total: number;
  items: { due: string; id: string; item: InboxItem }[];
}

/** What waits for a person in all sessions that they may act in, what ends first before the rest. */
export const createInboxReads = (pool: pg.Pool): Pick<SessionReads, "inbox"> => ({
  async inbox(viewer, { agentId, limit, cursor }) {
    const after = cursor === undefined ? null : decodeCursor(cursor);
    const values = [...seenBy(viewer), limit + 1, after?.at ?? null, after?.id ?? null, agentId ?? null];
    const row = await readOne<InboxRow>(pool, INBOX, values);
    const { items, nextCursor } = pageOf(row?.items ?? [], limit, ({ due, id }) => encodeCursor({ at: due, id }));
    return { items: items.map(({ item }) => item), nextCursor, total: row?.total ?? 0 };
  },
});
