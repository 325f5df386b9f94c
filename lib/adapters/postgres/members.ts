import type pg from "pg";
import type { Accounts, Member } from "#lib/application/ports/accounts.ts";
import { object, readAll, readOne, statement } from "./read-sql.ts";

const MEMBER = object({
  userId: "u.id",
  name: "u.name",
  email: "u.email",
  role: "m.role",
});
const MEMBERS = `from memberships m join users u on u.id = m.user_id and u.suspended_at is null
  where m.workspace_id = $1 and m.suspended_at is null`;

const BY_ID = statement("members_by_id", MEMBER, `${MEMBERS} and u.id = any($2::uuid[])`);
const BY_EMAIL = statement("member_by_email", MEMBER, `${MEMBERS} and lower(u.email) = $2`);

/** The people of a workspace who may come in. */
export function createMembers(pool: pg.Pool): Pick<Accounts, "membersById" | "memberByEmail"> {
  return {
    membersById: async (workspaceId, userIds) =>
      userIds.length === 0 ? [] : readAll<Member>(pool, BY_ID, [workspaceId, userIds]),
    memberByEmail: (workspaceId, email) => readOne<Member>(pool, BY_EMAIL, [workspaceId, email]),
  };
}
