import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import type { ListMembersInput, MemberView } from "./schema.ts";

/** The people of the workspace, in the order in which they joined: those who may be given a role on an agent. */
export async function listMembers({ ctx, input }: Call<ListMembersInput>): Promise<Page<MemberView>> {
  authorize(ctx, "members:read", input.status === "active" ? "member" : "admin");
  const { ids, text, role, status, limit, cursor } = input;
  if (ids) {
    const found = await ctx.ports.accounts.membersById(ctx.workspaceId, ids);
    return { items: found.map((member) => ({ ...member, joinedAt: null, suspendedAt: null })), nextCursor: null };
  }
  return ctx.ports.memberships.list(ctx.workspaceId, {
    limit,
    ...(text && { text }),
    ...(role && { role }),
    ...(status !== "all" && { suspended: status === "suspended" }),
    ...(cursor && { cursor }),
  });
}
