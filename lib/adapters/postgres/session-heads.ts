import type pg from "pg";
import type { ConversationHead, SessionHead, SessionReads, Viewer } from "#lib/application/ports/reads.ts";
import { type AccessRow, accessRow, toAccess, visible, visibleTalk } from "./access-sql.ts";
import { createHotRead } from "./hot-read.ts";
import { isId, object, readAll, seenBy, statement } from "./read-sql.ts";

const SESSION = {
  id: "s.id",
  workspaceId: "s.workspace_id",
  ownerId: "s.owner_id",
  title: "s.title",
  titleFrom: "s.title_from",
  status: "s.status",
  hidden: "s.hidden",
  deleted: "s.deleted_at is not null",
  access: accessRow("s"),
  feedSequence: "(select h.sequence from session_heads h where h.session_id = s.id)::int",
};

const CONVERSATION = {
  id: "c.id",
  sessionId: "c.session_id",
  agentId: "c.agent_id",
  slug: "c.slug",
  messageCount: "c.message_count",
  lastMessageId: "(select m.id from messages m where m.conversation_id = c.id order by m.sequence desc limit 1)",
  activeTurn: `(select json_build_object('id', t.id, 'status', t.status) from turns t
    where t.conversation_id = c.id and t.status in ('accepted', 'running', 'suspended', 'paused'))`,
};

const OF_SESSION = `from sessions s where ${visible("s")} and s.id = $3`;
const HEAD = statement("session_head", object(SESSION), OF_SESSION);
const HEADS = statement(
  "session_heads",
  object({
    session: object(SESSION),
    conversation: `(select ${object(CONVERSATION)} from conversations c
      where c.session_id = s.id and c.slug = $4 and ${visibleTalk("s", "c")})`,
  }),
  OF_SESSION,
);

const AGENTS_IN = statement(
  "session_agents",
  object({ sessionId: "c.session_id", slugs: "array_agg(distinct c.slug order by c.slug)" }),
  "from conversations c where c.session_id = any($1::uuid[]) group by c.session_id",
);

type HeadRow = Omit<SessionHead, "access"> & { access: AccessRow };
type HeadsRow = { session: HeadRow; conversation: ConversationHead | null };

function seen(row: HeadRow | null, { userId }: Viewer): SessionHead | null {
  const access = row && toAccess(row.access, userId);
  return access && { ...row, access };
}

/** What a verb needs to know before it writes. */
export function createSessionHeads(pool: pg.Pool): Pick<SessionReads, "head" | "heads" | "agentsIn"> {
  const head = createHotRead<HeadRow>(pool, HEAD, ["uuid", "uuid", "uuid"]);
  const heads = createHotRead<HeadsRow>(pool, HEADS, ["uuid", "uuid", "uuid", "text"]);
  return {
    head: async (viewer, sessionId) =>
      isId(sessionId) ? seen(await head([...seenBy(viewer), sessionId]), viewer) : null,
    async heads(viewer, sessionId, slug) {
      const row = isId(sessionId) ? await heads([...seenBy(viewer), sessionId, slug]) : null;
      return { session: seen(row?.session ?? null, viewer), conversation: row?.conversation ?? null };
    },
    async agentsIn(sessionIds) {
      const rows = await readAll<{ sessionId: string; slugs: string[] }>(pool, AGENTS_IN, [sessionIds]);
      return new Map(rows.map(({ sessionId, slugs }) => [sessionId, slugs]));
    },
  };
}
