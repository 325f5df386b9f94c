import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type Visitor, type VisitorCall } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { limitLetters } from "../limits/take-limits.ts";
import { writeLetter } from "../mail/write-letter.ts";
import type { Letter } from "../ports/mail.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { counted, wayByAddress } from "./counted.ts";
import { provePerson } from "./prove-person.ts";
import type { ChangeEmailInput, TokenInput } from "./schema.ts";

const CONFIRM_MINUTES = 60;
/** A warning is worth sending for a day. */
const WARNING_MINUTES = 24 * 60;

const taken = () =>
  new DomainError("already_exists", "There is an account with this e-mail address.", {
    errors: [{ path: "email", message: "There is an account with this e-mail address." }],
  });

/**
 * Changes the caller's e-mail address; where mail is set, a link in a letter to the new address confirms it first. The
 * answer to a taken address is the same then: who has an account is nobody's business. The old address is told.
 *
 * @throws `validation_failed` for a wrong password, `already_exists` without mail, `rate_limited`; `mail_not_configured`
 *   where a provider lets people in by addresses, and nobody can prove a new one.
 */
export async function changeEmail({
  ctx,
  input,
}: Call<ChangeEmailInput>): Promise<{ outcome: "changed" | "confirmation-sent" }> {
  authorize(ctx, "workspace:write");
  const { signIns, mail, tokens, identityProvider } = ctx.ports;
  if (!mail.enabled && identityProvider)
    throw new DomainError(
      "mail_not_configured",
      `Nobody can prove a new address here, because no mail is set up, and ${identityProvider.name} lets people in by their address. Ask the operator to set up mail (SMTP_URL).`,
    );
  const { id: userId, email: before } = await provePerson(ctx, input);
  const { email } = input;
  const at = ctx.now();
  if (!mail.enabled) {
    const target = { kind: "account", id: userId } as const;
    const audit = auditOf(ctx, { verb: "account.changed", target, before: { email: before }, after: { email } });
    if (!(await signIns.changeEmail({ userId, email, at }, null, audit))) throw taken();
    return { outcome: "changed" };
  }
  const { token, hash } = tokens.create("eml_");
  const expiresAt = minutesFrom(at, CONFIRM_MINUTES);
  const text = [
    `Open this link to use ${email} for your account on Throughline:`,
    mail.link(`/sign-in/email/${token}`),
    `It works once, for ${CONFIRM_MINUTES} minutes. If you have not asked for it, do nothing.`,
  ].join("\n\n");
  const letter = writeLetter(ctx, { to: email, subject: "Confirm your e-mail address", text, expiresAt });
  const notice = warn(ctx, before, `Somebody, probably you, has asked to use ${email} for it instead of this address.`);
  // Nobody holds the token for a taken address: no letter brings it.
  const letters = (await signIns.personByEmail(email)) ? [notice] : [letter, notice];
  const made = { hash, userId, purpose: "email-change", email, at, expiresAt } as const;
  await limitLetters(ctx, [email], () => signIns.addToken(made, letters, null));
  mail.announce();
  return { outcome: "confirmation-sent" };
}

/** To the address that somebody may be about to lose, or has lost. */
function warn(ctx: Pick<Visitor, "now" | "newId" | "ports">, to: string, what: string): Letter {
  const text = [
    `This is about your account on Throughline. ${what}`,
    "If it was not you, choose a new password now, which ends such a change as long as it is not confirmed, and tell an admin:",
    ctx.ports.mail.link("/sign-in/forgot"),
  ].join("\n\n");
  const expiresAt = minutesFrom(ctx.now(), WARNING_MINUTES);
  return writeLetter(ctx, { to, subject: "Your e-mail address on Throughline", text, expiresAt });
}

/** Confirms the new address with the link's token. Errors: `not_found` when it is used or over, `already_exists`. */
export function confirmEmail({ ctx, input }: VisitorCall<TokenInput>): Promise<{ email: string }> {
  const { signIns, tokens, mail } = ctx.ports;
  const over = () => new DomainError("not_found", "This link has been used or is over. Ask for a new one.");
  return counted(ctx, wayByAddress(ctx, "link"), async () => {
    const [tokenHash, at] = [tokens.hash(input.token), ctx.now()];
    const open = await signIns.openToken(tokenHash, "email-change", at);
    const person = open && (await signIns.personById(open.userId));
    if (!open?.email || !person || person.suspended) throw over();
    const { email } = open;
    const audit = auditOfPerson(ctx, person, "account.changed", { email });
    const notice = mail.enabled ? warn(ctx, person.email, `Its address is now ${email}, no longer this one.`) : null;
    const changed = await signIns.changeEmail({ userId: person.id, email, tokenHash, at }, notice, audit);
    if (changed === null) throw over();
    if (!changed) throw taken();
    mail.announce();
    return { email };
  });
}
