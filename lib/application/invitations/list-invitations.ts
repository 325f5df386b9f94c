import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { InvitationSummary } from "../ports/workspaces.ts";
import type { InvitationView } from "./schema.ts";

/** Invitations that nobody has accepted yet, the latest first, expired ones too. */
export async function listInvitations({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: InvitationView[] }> {
  authorize(ctx, "members:read", "admin");
  const items = await ctx.ports.invitations.list(ctx.workspaceId);
  return { items: items.map((one) => viewOf(ctx, one)) };
}

export const viewOf = (ctx: Pick<Context, "now">, invitation: InvitationSummary): InvitationView => ({
  ...invitation,
  expired: invitation.expiresAt <= ctx.now(),
});
