import { minutesFrom } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { limitLetters } from "../limits/take-limits.ts";
import { VALID_MINUTES } from "./create-invitations.ts";
import { invitationLetter } from "./invitation-letter.ts";
import { requireInvitation } from "./revoke-invitation.ts";
import type { InvitationInput, NewInvitationView } from "./schema.ts";

/** Gives an invitation seven more days and a new link, by mail too where mail is sent. The old link ends. */
export async function renewInvitation({
  ctx,
  input: { invitationId },
}: Call<InvitationInput>): Promise<NewInvitationView> {
  authorize(ctx, "members:write", "admin");
  const { id, email, role } = await requireInvitation(ctx, invitationId);
  const { workspaceId } = ctx;
  const profile = await ctx.ports.accounts.profile(ctx.actor.userId, workspaceId);
  if (!profile) throw notFound("account");
  const { token, hash: tokenHash } = ctx.ports.tokens.create("inv_");
  const at = ctx.now();
  const expiresAt = minutesFrom(at, VALID_MINUTES);
  const letter = ctx.ports.mail.enabled
    ? invitationLetter(ctx, {
        ...{ id, workspaceId, email, role, token, expiresAt },
        ...{ workspaceName: profile.workspaceName, invitedBy: profile.name },
      })
    : null;
  const target = { kind: "invitation", id, name: email } as const;
  const audit = auditOf(ctx, { verb: "invitation.renewed", target, after: { role } });
  const renewed = { id, workspaceId, tokenHash, at, expiresAt };
  await limitLetters(ctx, [email], async () => {
    if (!(await ctx.ports.invitations.renew(renewed, letter, audit))) throw notFound("invitation");
  });
  ctx.ports.mail.announce();
  return { id, email, role, token, expiresAt, mailed: letter !== null };
}
