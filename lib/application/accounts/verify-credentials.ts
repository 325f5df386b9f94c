import { DomainError } from "#lib/domain/errors.ts";
import type { UserRecord } from "../ports/accounts.ts";
import type { CredentialsInput } from "./schema.ts";
import { minutesFrom, type VisitorCall } from "./visitor.ts";

/** How long a failed attempt counts. */
const MINUTES = 15;

/**
 * Who has this e-mail address and password. Failed attempts count for the account and for the address, whether the
 * account exists or not; the answer takes as long and reads the same for an unknown user as for a wrong password.
 *
 * @throws `invalid_credentials`, or `rate_limited` with `retryAfterSeconds`.
 */
export async function verifyCredentials(
  { ctx, input }: VisitorCall<CredentialsInput>,
  attempts: number,
): Promise<UserRecord> {
  const { accounts, passwords, signIns } = ctx.ports;
  const at = ctx.now();
  const attempt = await signIns.noteSignInAttempt({
    account: input.email,
    address: ctx.address,
    at,
    since: minutesFrom(at, -MINUTES),
  });
  if (attempt.ofAccount > attempts || attempt.ofAddress > attempts) {
    await signIns.forgetSignInAttempt(attempt.attemptId); // a refused attempt does not prolong the wait
    throw new DomainError("rate_limited", `Too many failed sign-ins. Wait ${MINUTES} minutes and try again.`, {
      retryAfterSeconds: MINUTES * 60,
    });
  }
  const user = await accounts.userByEmail(input.email);
  const right = await passwords.verify(input.password, user?.passwordHash ?? null);
  if (!user || !right || user.suspended)
    throw new DomainError("invalid_credentials", "E-mail address or password is wrong. Check both and try again.");
  await signIns.forgetSignInAttempts(input.email);
  return user;
}
