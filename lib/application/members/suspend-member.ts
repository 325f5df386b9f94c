import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { changeMembership } from "./change-membership.ts";
import type { MemberInput } from "./schema.ts";

/**
 * Shuts a member out of this workspace at once: their sockets and streams end, their keys open nothing, their running
 * turns and runs are stopped. Everything of theirs stays, for when they are restored.
 */
export async function suspendMember({ ctx, input }: Call<MemberInput>): Promise<void> {
  authorize(ctx, "members:write", "admin");
  await changeMembership(ctx, input.userId, { type: "suspend" });
}

/** Lets a suspended member in again, with the role and the keys that they had. */
export async function restoreMember({ ctx, input }: Call<MemberInput>): Promise<void> {
  authorize(ctx, "members:write", "admin");
  await changeMembership(ctx, input.userId, { type: "restore" });
}
