import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { changeMembership } from "./change-membership.ts";
import type { MemberInput } from "./schema.ts";

/**
 * Takes a member out of the workspace at once. Their sessions and agents stay private to them, where nobody reaches
 * them, and are theirs again should they be invited again; their API keys here end for good.
 */
export async function removeMember({ ctx, input }: Call<MemberInput>): Promise<void> {
  authorize(ctx, "members:write", "admin");
  await changeMembership(ctx, input.userId, { type: "remove" });
}
