import { DomainError } from "#lib/domain/errors.ts";
import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import type { VisitorCall } from "../accounts/visitor.ts";
import { joinedEntry, requireJoined } from "./accept-invitation.ts";
import { getInvitation } from "./get-invitation.ts";
import type { InvitationTokenInput } from "./schema.ts";

/**
 * Somebody who has signed in joins a further workspace, and goes on there. They need not be in any workspace: who was
 * removed from their last one comes back this way.
 *
 * @throws `not_found`; `wrong_account` when the invitation is for another address; `already_exists`, `member_suspended`
 */
export async function joinWithInvitation({
  ctx,
  input: { token, authSessionId },
}: VisitorCall<InvitationTokenInput & { authSessionId: string }>): Promise<{ workspaceId: string }> {
  const { accounts, invitations, workspaces, invalidations } = ctx.ports;
  const at = ctx.now();
  const [invitation, person] = await Promise.all([
    getInvitation({ ctx, input: { token } }),
    accounts.signedIn(authSessionId, at),
  ]);
  if (!person) throw new DomainError("unauthenticated", "Sign in first.");
  if (person.email.toLowerCase() !== invitation.email.toLowerCase())
    throw new DomainError(
      "wrong_account",
      `This invitation is for ${invitation.email}; you are signed in as ${person.email}.`,
    );
  const { userId } = person;
  const { id, workspaceId } = invitation;
  requireJoined(await invitations.join(id, userId, at, joinedEntry(ctx, invitation, userId)));
  await workspaces.enter({ authSessionId, userId, workspaceId });
  invalidations.publish(CREDENTIAL_ENDED, authSessionId);
  return { workspaceId };
}
