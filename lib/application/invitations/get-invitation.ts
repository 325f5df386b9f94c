import { DomainError } from "#lib/domain/errors.ts";
import type { VisitorCall } from "../accounts/visitor.ts";
import type { OpenInvitation } from "../ports/workspaces.ts";
import { counted, wayByAddress } from "../sign-ins/counted.ts";
import type { InvitationTokenInput } from "./schema.ts";

/** The invitation behind a link, for the page that accepts it. Used, ended, expired and unknown look alike: `not_found`. */
export function getInvitation({ ctx, input }: VisitorCall<InvitationTokenInput>): Promise<OpenInvitation> {
  const { invitations, tokens } = ctx.ports;
  return counted(ctx, wayByAddress(ctx, "link"), async () => {
    const invitation = await invitations.open(tokens.hash(input.token), ctx.now());
    if (!invitation)
      throw new DomainError("not_found", "This invitation has been used or has expired. Ask for a new one.");
    return invitation;
  });
}
