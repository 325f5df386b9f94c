import { DomainError } from "#lib/domain/errors.ts";
import { passwordFault } from "#lib/domain/password.ts";
import type { Ports } from "../ports/index.ts";

/** The hash of a new password that its account may have. Error: `validation_failed` for the field `path`. */
export async function hashNewPassword(
  { passwords }: Pick<Ports, "passwords">,
  { password, email, path = "password" }: { password: string; email: string; path?: string },
): Promise<string> {
  const fault = passwordFault(password, email);
  if (fault) throw new DomainError("validation_failed", fault, { errors: [{ path, message: fault }] });
  return passwords.hash(password);
}
