import { DomainError } from "#lib/domain/errors.ts";
import type { OpenInvitation } from "../ports/accounts.ts";
import type { InvitationTokenInput } from "./schema.ts";
import type { VisitorCall } from "./visitor.ts";

/** The invitation behind a link, for the page that accepts it. Used, expired and unknown look alike: `not_found`. */
export async function getInvitation({ ctx, input }: VisitorCall<InvitationTokenInput>): Promise<OpenInvitation> {
  const { accounts, tokens } = ctx.ports;
  const invitation = await accounts.openInvitation(tokens.hash(input.token), ctx.now());
  if (!invitation)
    throw new DomainError("not_found", "This invitation has been used or has expired. Ask for a new one.");
  return invitation;
}
