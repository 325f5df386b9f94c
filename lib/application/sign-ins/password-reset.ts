import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type Visitor, type VisitorCall } from "../accounts/visitor.ts";
import { limitAskedLetter } from "../limits/take-limits.ts";
import { writeLetter } from "../mail/write-letter.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { counted, wayByAddress } from "./counted.ts";
import { hashNewPassword } from "./hash-new-password.ts";
import { announceEnded } from "./revoke-auth-sessions.ts";
import type { RequestResetInput, ResetPasswordInput, TokenInput } from "./schema.ts";

export const RESET_MINUTES = 45;
/** Letters to one account in a quarter of an hour; whoever asks more often has them already. */
const LETTERS = 3;

/** Where a link for a new password leads. */
export const resetPath = (token: string): string => `/sign-in/reset/${token}`;

/**
 * Sends a link for a new password. Whether the account exists shows neither in the answer nor in the time it takes.
 *
 * @throws `mail_not_configured`, `rate_limited`, with or without an account.
 */
export async function requestPasswordReset({ ctx, input }: VisitorCall<RequestResetInput>): Promise<null> {
  if (!ctx.ports.mail.enabled)
    throw new DomainError("mail_not_configured", "Mail is not set up here. Ask an admin of your workspace for a link.");
  await limitAskedLetter(ctx, "password-reset", input.email);
  // Nobody waits for it, so that nobody can measure it. Should it fail, the person asks again.
  void sendReset(ctx, input.email).catch(() => {});
  return null;
}

async function sendReset(ctx: Visitor, email: string): Promise<void> {
  const person = await ctx.ports.signIns.personByEmail(email);
  if (!person || person.suspended) return;
  await addResetLetter(ctx, person, auditOfPerson(ctx, person, "account.password-reset-requested"));
}

/** A letter with a link for a new password; false when the person has had enough of them. */
export async function addResetLetter(
  ctx: Pick<Visitor, "ports" | "now" | "newId">,
  person: SignInPerson,
  audit: AuditEntry | null,
): Promise<boolean> {
  const { signIns, mail, tokens, attempts } = ctx.ports;
  const at = ctx.now();
  const letters = { key: tokens.hash(JSON.stringify(["reset", "account", person.id])), most: LETTERS };
  if ((await attempts.take([letters], at, minutesFrom(at, 15))) !== null) return false;
  const { token, hash } = tokens.create("rst_");
  const expiresAt = minutesFrom(at, RESET_MINUTES);
  const text = [
    `Somebody, probably you or an admin of your workspace, has asked for a new password for ${person.email} on Throughline. Choose it here:`,
    mail.link(resetPath(token)),
    `The link works once, for ${RESET_MINUTES} minutes. ${person.emailVerified ? "" : "It also proves that this address is yours: API keys and accounts elsewhere that were added before end. "}If you have not asked for it, do nothing: your password stays.`,
  ].join("\n\n");
  const letter = writeLetter(ctx, { to: person.email, subject: "A new password", text, expiresAt });
  await signIns.addToken(
    { hash, userId: person.id, purpose: "password-reset", email: person.email, at, expiresAt },
    [letter],
    audit,
  );
  mail.announce();
  return true;
}

/** Whose password a link is for. Used, over and unknown look alike: `not_found`. */
export function personOfReset({ ctx, input }: VisitorCall<TokenInput>): Promise<SignInPerson> {
  const { signIns, tokens } = ctx.ports;
  return counted(ctx, wayByAddress(ctx, "link"), async () => {
    const open = await signIns.openToken(tokens.hash(input.token), "password-reset", ctx.now());
    const person = open && (await signIns.personById(open.userId));
    if (!person || person.suspended) throw over();
    return person;
  });
}

/**
 * Sets a new password with a link's token and signs the person out everywhere. API keys stay, unless it
 * is the first time that a letter proves the address; a second factor is still asked for.
 *
 * @throws `not_found` when the link is used or over, `validation_failed` for a bad password, `rate_limited`.
 */
export async function resetPassword({ ctx, input }: VisitorCall<ResetPasswordInput>): Promise<{ email: string }> {
  const person = await personOfReset({ ctx, input });
  const { signIns, tokens } = ctx.ports;
  const passwordHash = await hashNewPassword(ctx.ports, { password: input.password, email: person.email });
  const ended = await signIns.resetPassword(
    { tokenHash: tokens.hash(input.token), passwordHash, at: ctx.now() },
    auditOfPerson(ctx, person, "account.password-reset"),
  );
  if (!ended) throw over();
  announceEnded(ctx, ended);
  return { email: person.email };
}

const over = () => new DomainError("not_found", "This link has been used or is over. Ask for a new one.");
