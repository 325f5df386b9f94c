import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type Visitor, type VisitorCall } from "../accounts/visitor.ts";
import { joinedEntry, requireJoined } from "../invitations/accept-invitation.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import type { OpenInvitation } from "../ports/workspaces.ts";
import { findOpenWorkspace } from "../workspaces/open-workspace.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { openAuthSession, type SignedIn } from "./open-auth-session.ts";
import type { IdentityInput } from "./schema.ts";
import { beginSecondStep, type SecondStep } from "./second-step.ts";

/**
 * Signs in somebody whom an OpenID Connect provider has proven to be who they are: by the identity that is linked, else
 * by an e-mail address that both the provider and we have verified, which links it. An account's own second factor is
 * still asked for.
 *
 * @throws `email_not_verified`, `email_not_proven` for an account whose address anybody may have typed,
 *   `sign_up_closed` for an address without account, invitation and open domain,
 *   `invalid_credentials` for somebody who is suspended.
 */
export async function signInWithIdentity({ ctx, input }: VisitorCall<IdentityInput>): Promise<SignedIn | SecondStep> {
  const { signIns } = ctx.ports;
  const person = (await signIns.personByIdentity(input, ctx.now())) ?? (await linkByEmail(ctx, input));
  if (person.suspended) throw new DomainError("invalid_credentials", "This account is suspended. Ask an admin.");
  if (input.emailVerified && input.email === person.email.toLowerCase() && !person.emailVerified)
    await signIns.noteEmailVerified(person.id, person.email, ctx.now());
  return person.secondFactor ? beginSecondStep(ctx, person) : openAuthSession(ctx, person, "identity");
}

async function linkByEmail(ctx: Visitor, identity: IdentityInput): Promise<SignInPerson> {
  const { signIns } = ctx.ports;
  const { issuer, subject, email, emailVerified } = identity;
  // Whoever may write any address into a profile must not get into the account of its owner.
  if (!email || !emailVerified)
    throw new DomainError("email_not_verified", "Your e-mail address is not verified there. Verify it and come again.");
  const known = await livingPerson(ctx, email);
  // An account that somebody else has made with this address, to wait there for its owner.
  if (known && !known.emailVerified)
    throw new DomainError(
      "email_not_proven",
      "There is an account with your address, and nobody has shown yet that it is yours. Sign in with its password once and link it under Settings, Security.",
    );
  const person = known ?? (await newPerson(ctx, email, identity.name ?? email));
  const linked = { issuer, subject, email, userId: person.id, at: ctx.now() };
  const entry = auditOfPerson(ctx, person, "account.identity-linked", { issuer, email });
  const owner = await signIns.linkIdentity(linked, entry);
  if (owner !== person.id) throw new DomainError("already_exists", "This account is linked to somebody else's here.");
  return person;
}

/** The account of an address; one that was imported and never opened waits for an invitation. */
async function livingPerson({ ports }: Visitor, email: string): Promise<SignInPerson | null> {
  const person = await ports.signIns.personByEmail(email);
  return person?.suspended && person.passwordHash === "" ? null : person;
}

/** An account without a password, by an invitation to the address or because its domain may join. */
async function newPerson(ctx: Visitor, email: string, name: string): Promise<SignInPerson> {
  const { invitations, signIns } = ctx.ports;
  const at = ctx.now();
  const invitation = (await invitations.openFor(email, at)) ?? (await inviteByDomain(ctx, email, at));
  if (!invitation)
    throw new DomainError("sign_up_closed", "There is no account for this e-mail address. Ask for an invitation.");
  const user = { id: ctx.newId(), email, name: name.slice(0, 100), passwordHash: "", at, emailVerified: true };
  const joined = await invitations.accept(invitation.id, user, (userId) => joinedEntry(ctx, invitation, userId));
  const person = await signIns.personById(requireJoined(joined));
  if (!person) throw new DomainError("not_found", "There is no such account.");
  return person;
}

/** The provider has proven the address, which is what the letter of an open domain is for. */
async function inviteByDomain(ctx: Visitor, email: string, at: string): Promise<OpenInvitation | null> {
  const { invitations, tokens } = ctx.ports;
  const workspace = await findOpenWorkspace(ctx, email);
  if (!workspace) return null;
  const { id: workspaceId, name: workspaceName, role } = workspace;
  const invitation = { id: ctx.newId(), workspaceId, email, role };
  const { hash: tokenHash } = tokens.create("inv_");
  const stored = { ...invitation, tokenHash, invitedBy: null, at, expiresAt: minutesFrom(at, 1) };
  await invitations.add([{ invitation: stored, letter: null, audit: null }]);
  return { ...invitation, workspaceName, invitedByName: null };
}
