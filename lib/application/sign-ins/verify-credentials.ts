import { DomainError } from "#lib/domain/errors.ts";
import type { VisitorCall } from "../accounts/visitor.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { auditOfPerson } from "./audit-of-person.ts";
import { counted, waysToGuess } from "./counted.ts";
import type { CredentialsInput } from "./schema.ts";

/**
 * Who has this e-mail address and password. The answer takes as long and reads the same for an unknown person as for a
 * wrong password; failed attempts count whether the account exists or not.
 *
 * @throws `invalid_credentials`, or `rate_limited` with `retryAfterSeconds`.
 */
export function verifyCredentials({ ctx, input }: VisitorCall<CredentialsInput>): Promise<SignInPerson> {
  const { signIns, passwords } = ctx.ports;
  return counted(ctx, waysToGuess(ctx, "sign-in", input.email), async () => {
    const person = await signIns.personByEmail(input.email);
    const right = await passwords.verify(input.password, person?.passwordHash ?? null);
    if (person && right && !person.suspended) return person;
    // Nobody waits for it: an answer that took longer would tell that the account exists.
    if (person)
      void signIns
        .note(auditOfPerson(ctx, person, "account.sign-in-refused", { address: ctx.address }))
        .catch(() => {});
    throw new DomainError("invalid_credentials", "E-mail address or password is wrong. Check both and try again.");
  });
}
