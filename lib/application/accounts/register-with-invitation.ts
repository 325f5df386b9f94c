import { DomainError } from "#lib/domain/errors.ts";
import { hashNewPassword } from "../sign-ins/hash-new-password.ts";
import { getInvitation } from "./get-invitation.ts";
import type { AcceptInvitationInput } from "./schema.ts";
import type { VisitorCall } from "./visitor.ts";

/**
 * Makes the invited person's account, with the e-mail address that was invited.
 *
 * @throws `not_found` for a token that is unknown, used or expired; `already_exists` when the address has an account.
 */
export async function registerWithInvitation({
  ctx,
  input,
}: VisitorCall<AcceptInvitationInput>): Promise<{ userId: string; workspaceId: string }> {
  const { accounts } = ctx.ports;
  const invitation = await getInvitation({ ctx, input: { token: input.token } });
  const user = {
    id: ctx.newId(),
    email: invitation.email,
    name: input.name,
    passwordHash: await hashNewPassword(ctx.ports, { password: input.password, email: invitation.email }),
    at: ctx.now(),
  };
  const outcome = await accounts.acceptInvitation(invitation.id, user);
  if (outcome === "email_taken")
    throw new DomainError("already_exists", "There is an account with this e-mail address. Sign in with it.");
  if (outcome === "used") throw new DomainError("not_found", "This invitation has been used. Ask for a new one.");
  return { userId: outcome.userId, workspaceId: invitation.workspaceId };
}
