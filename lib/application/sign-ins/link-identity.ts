import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type VisitorCall } from "../accounts/visitor.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { provePerson } from "./prove-person.ts";
import type { IdentityInput, PasswordInput } from "./schema.ts";

/** How long somebody may take at their provider. */
export const LINK_MINUTES = 10;

/**
 * Begins to link an account elsewhere: the browser keeps the token while its person is at the provider.
 *
 * @throws `validation_failed` for a wrong password, `rate_limited`.
 */
export async function beginLink({ ctx, input }: Call<PasswordInput>): Promise<{ token: string }> {
  authorize(ctx, "workspace:write");
  const { id: userId } = await provePerson(ctx, input);
  const { token, hash } = ctx.ports.tokens.create("lnk_");
  const at = ctx.now();
  const expiresAt = minutesFrom(at, LINK_MINUTES);
  await ctx.ports.signIns.addToken({ hash, userId, purpose: "link-identity", at, expiresAt }, [], null);
  return { token };
}

interface LinkInput {
  token: string;
  /** Who is signed in in this browser. */
  userId: string;
  identity: IdentityInput;
}

/**
 * Links what the provider says somebody is there to the account that began it in the same browser.
 *
 * @throws `not_found` when the link was not begun here or too long ago, `already_exists` for somebody else's identity.
 */
export async function linkIdentity({ ctx, input: { token, userId, identity } }: VisitorCall<LinkInput>): Promise<void> {
  const { signIns, tokens } = ctx.ports;
  const [hash, at] = [tokens.hash(token), ctx.now()];
  const open = await signIns.openToken(hash, "link-identity", at);
  const person = open?.userId === userId ? await signIns.personById(userId) : null;
  if (!person || person.suspended || !(await signIns.spendToken(hash, at)))
    throw new DomainError("not_found", "This took too long. Begin again.");
  const { issuer, subject, email = "", emailVerified } = identity;
  const linked = await signIns.personByIdentity({ issuer, subject }, at);
  const entry = auditOfPerson(ctx, person, "account.identity-linked", { issuer, email });
  const owner = linked?.id ?? (await signIns.linkIdentity({ issuer, subject, email, userId, at }, entry));
  if (owner !== userId) throw new DomainError("already_exists", "This account is linked to somebody else's here.");
  if (emailVerified && email === person.email.toLowerCase()) await signIns.noteEmailVerified(userId, person.email, at);
}
