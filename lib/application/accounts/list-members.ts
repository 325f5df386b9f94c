import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Member } from "../ports/accounts.ts";
import type { Page } from "../ports/reads.ts";
import type { ListMembersInput } from "./schema.ts";

/** The people of the workspace, in the order in which they joined: those who may be given a role on an agent. */
export async function listMembers({ ctx, input }: Call<ListMembersInput>): Promise<Page<Member>> {
  authorize(ctx, "workspace:read", "member");
  const { text, limit, cursor } = input;
  const filter = { limit, ...(text && { text }), ...(cursor && { cursor }) };
  return ctx.ports.accounts.members(ctx.workspaceId, filter);
}
