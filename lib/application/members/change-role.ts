import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { MemberDetail } from "../ports/workspaces.ts";
import { changeMembership } from "./change-membership.ts";
import type { ChangeRoleInput } from "./schema.ts";

/** Gives a member another role, at most one's own. Errors: `forbidden`, `last_owner`, `not_found` */
export async function changeRole({ ctx, input: { userId, role } }: Call<ChangeRoleInput>): Promise<MemberDetail> {
  authorize(ctx, "members:write", "admin");
  await changeMembership(ctx, userId, { type: "change-role", role });
  const member = await ctx.ports.memberships.find(ctx.workspaceId, userId);
  if (!member) throw notFound("member");
  return member;
}
