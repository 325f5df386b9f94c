import { minutesFrom, type Visitor } from "../accounts/visitor.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { auditOfPerson } from "./audit-of-person.ts";

/** How long a browser stays signed in. */
export const SIGN_IN_DAYS = 30;

/** How somebody has proven who they are. */
export type SignInMethod = "password" | "code" | "recovery code" | "identity";

export interface SignedIn {
  kind: "signed-in";
  authSessionId: string;
  userId: string;
  name: string;
  email: string;
}

/** Opens an auth session for a person who has proven who they are: the row that every later request is checked against. */
export async function openAuthSession(ctx: Visitor, person: SignInPerson, method: SignInMethod): Promise<SignedIn> {
  const at = ctx.now();
  const authSessionId = ctx.newId();
  const { id: userId, name, email } = person;
  await ctx.ports.signIns.addAuthSession(
    {
      id: authSessionId,
      userId,
      userAgent: ctx.userAgent?.slice(0, 300) ?? null,
      address: ctx.address.slice(0, 100),
      at,
      expiresAt: minutesFrom(at, SIGN_IN_DAYS * 24 * 60),
    },
    auditOfPerson(ctx, person, "account.signed-in", { method, address: ctx.address }, authSessionId),
  );
  return { kind: "signed-in", authSessionId, userId, name, email };
}
