import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitLetters } from "../limits/take-limits.ts";
import type { InvitedRole } from "../ports/workspaces.ts";
import { invitationLetter } from "./invitation-letter.ts";
import type { CreateInvitationInput, CreateInvitationsInput, NewInvitationView } from "./schema.ts";

export const VALID_MINUTES = 7 * 24 * 60;

/** Invites one person by e-mail address. The token works once, for seven days, and is stored hashed. */
export async function createInvitation({ ctx, input }: Call<CreateInvitationInput>): Promise<NewInvitationView> {
  const { items } = await createInvitations({ ctx, input: { emails: [input.email], role: input.role } });
  return items[0] as NewInvitationView;
}

/**
 * Invites several people at once, all or none; who has an open invitation gets a new one in its place.
 *
 * @throws `already_exists` naming those who are in the workspace already, `rate_limited` where letters are sent.
 */
export async function createInvitations({
  ctx,
  input: { emails, role },
}: Call<CreateInvitationsInput>): Promise<{ items: NewInvitationView[] }> {
  authorize(ctx, "members:write", "admin");
  await refuseMembers(ctx, emails);
  const [profile] = await Promise.all([ctx.ports.accounts.profile(ctx.actor.userId, ctx.workspaceId)]);
  if (!profile) throw notFound("account");
  const made = emails.map((email) => {
    const { token, hash: tokenHash } = ctx.ports.tokens.create("inv_");
    const at = ctx.now();
    const id = ctx.newId();
    const { workspaceId } = ctx;
    const expiresAt = minutesFrom(at, VALID_MINUTES);
    const invitation = { id, workspaceId, email, role: role as InvitedRole, tokenHash, at, expiresAt };
    const letter = ctx.ports.mail.enabled
      ? invitationLetter(ctx, {
          ...{ id, workspaceId, email, role, token, expiresAt },
          ...{ workspaceName: profile.workspaceName, invitedBy: profile.name },
        })
      : null;
    const target = { kind: "invitation", id, name: email } as const;
    const audit = auditOf(ctx, { verb: "invitation.created", target, after: { role } });
    const view = { id, email, role, token, expiresAt, mailed: letter !== null };
    return { view, row: { invitation: { ...invitation, invitedBy: ctx.actor.userId }, letter, audit } };
  });
  await limitLetters(ctx, emails, () => ctx.ports.invitations.add(made.map(({ row }) => row)));
  ctx.ports.mail.announce();
  return { items: made.map(({ view }) => view) };
}

async function refuseMembers(ctx: Context, emails: readonly string[]): Promise<void> {
  const known = await ctx.ports.invitations.known(ctx.workspaceId, emails);
  if (known.length === 0) return;
  const errors = known.map(({ email, state }) => ({
    path: emails.length === 1 ? "email" : `emails.${emails.indexOf(email)}`,
    message:
      state === "member"
        ? `${email} is in this workspace already.`
        : `${email} is suspended here. Restore them instead.`,
  }));
  throw new DomainError("already_exists", errors.map(({ message }) => message).join(" "), { errors });
}
