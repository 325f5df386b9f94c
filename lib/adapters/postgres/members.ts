import type pg from "pg";
import type { Accounts, Member } from "#lib/application/ports/accounts.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { iso, object, readAll, readOne, statement } from "./read-sql.ts";

const MEMBER = object({
  userId: "u.id",
  name: "u.name",
  email: "u.email",
  role: "m.role",
  joinedAt: iso("m.created_at"),
});
const MEMBERS = `from memberships m join users u on u.id = m.user_id and u.suspended_at is null
  where m.workspace_id = $1`;

const PAGE = statement(
  "members",
  MEMBER,
  `${MEMBERS} and ($2::text is null or u.name ilike $2 or u.email ilike $2)
     and ($4::timestamptz is null or (m.created_at, u.id) > ($4, $5::uuid))
   order by m.created_at, u.id limit $3`,
);
const BY_ID = statement("members_by_id", MEMBER, `${MEMBERS} and u.id = any($2::uuid[])`);
const BY_EMAIL = statement("member_by_email", MEMBER, `${MEMBERS} and lower(u.email) = $2`);

type Row = Member & { joinedAt: string };
const memberOf = ({ joinedAt: _joined, ...member }: Row): Member => member;

/** The people of a workspace. */
export function createMembers(pool: pg.Pool): Pick<Accounts, "members" | "membersById" | "memberByEmail"> {
  return {
    async members(workspaceId, { text, limit, cursor }) {
      const pattern = text ? `%${text.replace(/[\\%_]/g, "\\$&")}%` : null;
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const values = [workspaceId, pattern, limit + 1, place?.at ?? null, place?.id ?? null];
      const rows = await readAll<Row>(pool, PAGE, values);
      const page = pageOf(rows, limit, (last) => encodeCursor({ at: last.joinedAt, id: last.userId }));
      return { ...page, items: page.items.map(memberOf) };
    },
    membersById: async (workspaceId, userIds) =>
      userIds.length === 0 ? [] : (await readAll<Row>(pool, BY_ID, [workspaceId, userIds])).map(memberOf),
    async memberByEmail(workspaceId, email) {
      const row = await readOne<Row>(pool, BY_EMAIL, [workspaceId, email]);
      return row && memberOf(row);
    },
  };
}
