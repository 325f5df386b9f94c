import { DomainError } from "#lib/domain/errors.ts";
import { minutesFrom, type Visitor, type VisitorCall } from "../accounts/visitor.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { checkCode } from "./check-code.ts";
import { counted, waysToGuess } from "./counted.ts";
import { openAuthSession, type SignedIn } from "./open-auth-session.ts";
import type { SecondStepInput } from "./schema.ts";

/** How long somebody may look for their second factor. */
export const SECOND_STEP_MINUTES = 10;

/** The first step is done; `token` is what the browser brings to the second. */
export interface SecondStep {
  kind: "second-step";
  token: string;
}

export async function beginSecondStep(ctx: Visitor, person: SignInPerson): Promise<SecondStep> {
  const { token, hash } = ctx.ports.tokens.create("stp_");
  const at = ctx.now();
  const expiresAt = minutesFrom(at, SECOND_STEP_MINUTES);
  await ctx.ports.signIns.addToken({ hash, userId: person.id, purpose: "second-step", at, expiresAt }, [], null);
  return { kind: "second-step", token };
}

/** Whose half-done sign-in this is; null when it is over. For the page that asks for the code. */
export async function personAtSecondStep({ ctx, input }: VisitorCall<{ token: string }>): Promise<SignInPerson | null> {
  const { signIns, tokens } = ctx.ports;
  const open = await signIns.openToken(tokens.hash(input.token), "second-step", ctx.now());
  const person = open && (await signIns.personById(open.userId));
  return person && !person.suspended ? person : null;
}

/**
 * The second step: a code of the app, or a recovery code.
 *
 * @throws `not_found` when the first step is too long ago, `invalid_credentials` for a wrong or used code, `rate_limited`.
 */
export async function completeSecondStep({ ctx, input }: VisitorCall<SecondStepInput>): Promise<SignedIn> {
  const { signIns, tokens } = ctx.ports;
  const person = await personAtSecondStep({ ctx, input });
  if (!person) throw new DomainError("not_found", "This took too long. Enter your password again.");
  const method = await counted(ctx, waysToGuess(ctx, "code", person.email), async () => {
    const accepted = await checkCode(ctx, person.id, input.code);
    if (accepted) return accepted;
    await signIns.note(auditOfPerson(ctx, person, "account.sign-in-refused", { address: ctx.address, step: "code" }));
    throw new DomainError("invalid_credentials", "This code is wrong or was used already. Enter the next one.");
  });
  if (!(await signIns.spendToken(tokens.hash(input.token), ctx.now())))
    throw new DomainError("not_found", "This sign-in was finished elsewhere. Enter your password again.");
  return openAuthSession(ctx, person, method);
}
