import { DomainError } from "#lib/domain/errors.ts";
import { requirePerson } from "../accounts/require-person.ts";
import type { Context } from "../context.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { checkCode } from "./check-code.ts";
import { counted, wayByPerson } from "./counted.ts";

interface Proof {
  password?: string | undefined;
  code?: string | undefined;
}

const wrong = (path: string, message: string) =>
  new DomainError("validation_failed", message, { errors: [{ path, message }] });

/**
 * The person behind a context, who proves once more who they are before something that opens or closes their account:
 * in a browser, with the password where they have one, and with a code where asked. An API key never does.
 *
 * @param fields what the request calls the password, for the message.
 * @throws `validation_failed` for what is wrong, `forbidden`, `rate_limited`.
 */
export async function provePerson(
  ctx: Context,
  proof: Proof,
  { field = "password", withCode = false }: { field?: string; withCode?: boolean } = {},
): Promise<SignInPerson> {
  requirePerson(ctx);
  return counted(ctx, wayByPerson(ctx), async () => {
    const person = await accountOf(ctx);
    if (person.passwordHash !== "" && !(await ctx.ports.passwords.verify(proof.password ?? "", person.passwordHash)))
      throw wrong(field, "This is not your password.");
    if (withCode && !(await checkCode(ctx, person.id, proof.code ?? "")))
      throw wrong("code", "This code is wrong or was used already. Enter the one that your app shows now.");
    return person;
  });
}

/** The caller's account. Error: `not_found` when it is gone. */
export async function accountOf(ctx: Pick<Context, "ports" | "actor">): Promise<SignInPerson> {
  const person = await ctx.ports.signIns.personById(ctx.actor.userId);
  if (!person) throw new DomainError("not_found", "There is no such account.");
  return person;
}
