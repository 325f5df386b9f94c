import { DomainError } from "#lib/domain/errors.ts";
import type { Visitor, VisitorCall } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { Joined, OpenInvitation } from "../ports/workspaces.ts";
import { hashNewPassword } from "../sign-ins/hash-new-password.ts";
import { getInvitation } from "./get-invitation.ts";
import type { AcceptInvitationInput } from "./schema.ts";

/**
 * Makes the invited person's account, with the e-mail address that was invited.
 *
 * @throws `not_found` for a token that is unknown, used or expired; `already_exists` when the address has an account.
 */
export async function acceptInvitation({
  ctx,
  input,
}: VisitorCall<AcceptInvitationInput>): Promise<{ userId: string; workspaceId: string }> {
  const { invitations } = ctx.ports;
  const invitation = await getInvitation({ ctx, input: { token: input.token } });
  const user = {
    id: ctx.newId(),
    email: invitation.email,
    name: input.name,
    passwordHash: await hashNewPassword(ctx.ports, { password: input.password, email: invitation.email }),
    at: ctx.now(),
  };
  const joined = await invitations.accept(invitation.id, user, (userId) => joinedEntry(ctx, invitation, userId));
  return { userId: requireJoined(joined), workspaceId: invitation.workspaceId };
}

/** The audit log's line for somebody who joins by an invitation. */
export function joinedEntry(ctx: Visitor, { workspaceId, email, role }: OpenInvitation, userId: string): AuditEntry {
  const actor = { kind: "user", userId, authSessionId: "" } as const;
  const target = { kind: "member", id: userId, name: email } as const;
  return auditOf({ ...ctx, actor, workspaceId }, { verb: "member.joined", target, after: { role } });
}

const REFUSALS = {
  email_taken: ["already_exists", "There is an account with this e-mail address. Sign in with it to join."],
  member: ["already_exists", "You are in this workspace already."],
  suspended: ["member_suspended", "You are suspended in this workspace. Ask an admin to restore you."],
  used: ["not_found", "This invitation has been used. Ask for a new one."],
} as const;

export function requireJoined(joined: Joined): string {
  if (typeof joined === "object") return joined.userId;
  const [code, detail] = REFUSALS[joined];
  throw new DomainError(code, detail);
}
