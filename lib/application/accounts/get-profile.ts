import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Profile } from "../ports/accounts.ts";

/** The caller: name, e-mail address, workspace and role in it. */
export async function getProfile({ ctx }: Pick<Call<unknown>, "ctx">): Promise<Profile> {
  authorize(ctx, "workspace:read");
  const profile = await ctx.ports.accounts.profile(ctx.actor.userId, ctx.workspaceId);
  if (!profile) throw notFound("account");
  return profile;
}
