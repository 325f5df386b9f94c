import type pg from "pg";
import type { Page, SessionFilter, SessionReads, SessionSummary, Viewer } from "#lib/application/ports/reads.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { isId, iso, object, readAll, readOne, seenBy, statement, visible } from "./read-sql.ts";

const turnsIn = (statuses: string): string =>
  `(select count(*) from conversations c join turns t on t.conversation_id = c.id and t.status in (${statuses})
    where c.session_id = s.id)`;
const runsIn = (statuses: string): string =>
  `(select count(*) from workflow_runs r where r.session_id = s.id and r.status in (${statuses}))`;

const SUMMARY = object({
  id: "s.id",
  title: "s.title",
  status: "s.status",
  running: `${turnsIn("'accepted', 'running'")} + ${runsIn("'queued', 'running'")}`,
  waiting: `${turnsIn("'suspended'")} + ${runsIn("'waiting'")}`,
  lastActivityAt: iso("s.last_activity_at"),
  createdAt: iso("s.created_at"),
});

const BY_ID = statement("session_summary", SUMMARY, `from sessions s where ${visible("s")} and s.id = $3`);

/** The sidebar: newest activity first, by keyset, so that the last page costs what the first one does. */
export function createSessionList(pool: pg.Pool): Pick<SessionReads, "list" | "summary"> {
  return {
    async list(viewer, filter): Promise<Page<SessionSummary>> {
      const { sql, values } = listStatement(viewer, filter);
      const rows = await readAll<SessionSummary>(pool, sql, values);
      return pageOf(rows, filter.limit, (last) => encodeCursor({ at: last.lastActivityAt, id: last.id }));
    },
    summary: async (viewer, sessionId) =>
      isId(sessionId) ? readOne<SessionSummary>(pool, BY_ID, [...seenBy(viewer), sessionId]) : null,
  };
}

/** One prepared statement per combination of filters. */
function listStatement(viewer: Viewer, { status, agent, text, cursor, limit }: SessionFilter) {
  const values: unknown[] = seenBy(viewer);
  const shape = ["session_list"];
  const where = [visible("s"), "s.deleted_at is null", "not s.hidden"];
  const given = (name: string, value: unknown): string => {
    shape.push(name);
    return `$${values.push(value)}`;
  };
  if (status) where.push(`s.status = ${given("status", status)}`);
  if (agent) {
    const slug = given("agent", agent);
    where.push(`exists (select 1 from conversations c where c.session_id = s.id and c.slug = ${slug})`);
  }
  if (text) where.push(`s.title ilike ${given("text", `%${text.replace(/[\\%_]/g, "\\$&")}%`)}`);
  if (cursor) {
    const { at, id } = decodeCursor(cursor);
    where.push(`(s.last_activity_at, s.id) < (${given("after", at)}::timestamptz, $${values.push(id)}::uuid)`);
  }
  const rows = `$${values.push(limit + 1)}::int`;
  const rest = `from sessions s where ${where.join(" and ")} order by s.last_activity_at desc, s.id desc limit ${rows}`;
  return { sql: statement(shape.join("_"), SUMMARY, rest), values };
}
