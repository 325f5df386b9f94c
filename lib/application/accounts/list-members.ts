import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Member } from "../ports/accounts.ts";
import type { Page } from "../ports/reads.ts";
import type { ListMembersInput } from "./schema.ts";

/** The people of the workspace, in the order in which they joined: those who may be given a role on an agent. */
export async function listMembers({ ctx, input }: Call<ListMembersInput>): Promise<Page<Member>> {
  authorize(ctx, "members:read", "member");
  const { ids, text, limit, cursor } = input;
  if (ids) return { items: await ctx.ports.accounts.membersById(ctx.workspaceId, ids), nextCursor: null };
  const filter = { limit, ...(text && { text }), ...(cursor && { cursor }) };
  return ctx.ports.accounts.members(ctx.workspaceId, filter);
}
