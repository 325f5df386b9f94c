import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { InvitationSummary } from "../ports/workspaces.ts";
import type { InvitationInput } from "./schema.ts";

/** Ends an invitation's link, and its letter when it has not been sent. */
export async function revokeInvitation({ ctx, input: { invitationId } }: Call<InvitationInput>): Promise<void> {
  authorize(ctx, "members:write", "admin");
  const { id, email, role } = await requireInvitation(ctx, invitationId);
  const audit = auditOf(ctx, {
    verb: "invitation.revoked",
    target: { kind: "invitation", id, name: email },
    before: { role },
  });
  if (!(await ctx.ports.invitations.revoke(ctx.workspaceId, id, ctx.now(), audit))) throw notFound("invitation");
}

/** An invitation of this workspace that nobody has accepted. Error: `not_found` */
export async function requireInvitation(ctx: Context, invitationId: string): Promise<InvitationSummary> {
  const found = await ctx.ports.invitations.find(ctx.workspaceId, invitationId);
  if (!found) throw notFound("invitation");
  return found;
}
