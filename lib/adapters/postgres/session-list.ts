import type pg from "pg";
import type { Page, SessionFilter, SessionReads, SessionSummary, Viewer } from "#lib/application/ports/reads.ts";
import { answerable, owned, titleFor, visible, visibleIn, visibleTalk } from "./access-sql.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { decidable } from "./inbox-reads.ts";
import { isId, iso, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

const turnsIn = (statuses: string, among: string): string =>
  `(select count(*) from conversations c join turns t on t.conversation_id = c.id and t.status in (${statuses})
    where c.session_id = s.id and ${among})`;
const runsIn = (statuses: string): string =>
  `(select count(*) from workflow_runs r where r.session_id = s.id and r.status in (${statuses})
    and ${visibleIn("s", "r.conversation_id")})`;

const SUMMARY = object({
  id: "s.id",
  title: titleFor("s"),
  status: "s.status",
  running: `${turnsIn("'accepted', 'running'", visibleTalk("s", "c"))} + ${runsIn("'queued', 'running'")}`,
  waiting: `${turnsIn("'suspended'", answerable("s", "c"))} + ${runsIn("'waiting'")} + 
    (select count(*) from agent_drafts x where x.session_id = s.id and ${decidable("s")})`,
  sharedBy: "case when s.owner_id <> $2 then (select u.name from users u where u.id = s.owner_id) end",
  lastActivityAt: iso("s.last_activity_at"),
  createdAt: iso("s.created_at"),
});

const BY_ID = statement("session_summary", SUMMARY, `from sessions s where ${visible("s")} and s.id = $3`);

/** Sessions of others that an agent takes part in on which one has a role; for most people there is none. */
const SHARED = `s.workspace_id = $1 and s.owner_id <> $2 and s.id in (
  select c.session_id from agent_assignments role join conversations c on c.agent_id = role.agent_id
  where role.user_id = $2 and role.workspace_id = $1 and role.unassigned_at is null)`;

const SHARERS = statement(
  "session_sharers",
  "a.owner_id",
  `from agent_assignments role join agents a on a.id = role.agent_id
   where role.user_id = $2 and role.workspace_id = $1 and role.unassigned_at is null group by a.owner_id`,
);

/** The sidebar: newest activity first, by keyset, so that the last page costs what the first one does. */
export function createSessionList(pool: pg.Pool): Pick<SessionReads, "list" | "summary" | "sharers"> {
  return {
    async list(viewer, filter): Promise<Page<SessionSummary>> {
      const { sql, values } = listStatement(viewer, filter);
      const rows = await readAll<SessionSummary>(pool, sql, values);
      return pageOf(rows, filter.limit, (last) => encodeCursor({ at: last.lastActivityAt, id: last.id }));
    },
    summary: async (viewer, sessionId) =>
      isId(sessionId) ? readOne<SessionSummary>(pool, BY_ID, [...seenBy(viewer), sessionId]) : null,
    sharers: (viewer) => readAll<string>(pool, SHARERS, seenBy(viewer)),
  };
}

/** One prepared statement per combination of filters. */
function listStatement(viewer: Viewer, { status, agent, text, cursor, limit }: SessionFilter) {
  const values: unknown[] = seenBy(viewer);
  const shape = ["session_list"];
  const where = ["s.deleted_at is null", "not s.hidden"];
  const given = (name: string, value: unknown): string => {
    shape.push(name);
    return `$${values.push(value)}`;
  };
  if (status) where.push(`s.status = ${given("status", status)}`);
  if (agent) {
    const slug = given("agent", agent);
    where.push(`exists (select 1 from conversations c where c.session_id = s.id and c.slug = ${slug}
      and ${visibleTalk("s", "c")})`);
  }
  if (text) where.push(`${titleFor("s")} ilike ${given("text", `%${text.replace(/[\\%_]/g, "\\$&")}%`)}`);
  if (cursor) {
    const { at, id } = decodeCursor(cursor);
    where.push(`(s.last_activity_at, s.id) < (${given("after", at)}::timestamptz, $${values.push(id)}::uuid)`);
  }
  const rows = `$${values.push(limit + 1)}::int`;
  const order = `order by s.last_activity_at desc, s.id desc limit ${rows}`;
  const newest = (whose: string) => `(select s.* from sessions s where ${[whose, ...where].join(" and ")} ${order})`;
  const rest = `from (${newest(owned("s"))} union all ${newest(SHARED)}) s ${order}`;
  return { sql: statement(shape.join("_"), SUMMARY, rest), values };
}
