import { requirePerson } from "../accounts/require-person.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { changeMembership } from "../members/change-membership.ts";

/** Leaves this workspace. The last owner hands it over first. Errors: `last_owner` */
export async function leaveWorkspace({ ctx }: Pick<Call<unknown>, "ctx">): Promise<void> {
  authorize(ctx, "workspace:write");
  const { userId } = requirePerson(ctx);
  await changeMembership(ctx, userId, { type: "remove" });
}
