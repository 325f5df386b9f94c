import type { CredentialsInput } from "./schema.ts";
import { verifyCredentials } from "./verify-credentials.ts";
import { minutesFrom, type VisitorCall } from "./visitor.ts";

/** How long a browser stays signed in. */
export const SIGN_IN_DAYS = 30;

export interface SignedIn {
  authSessionId: string;
  userId: string;
  name: string;
  email: string;
}

/** Checks the credentials and opens an auth session: the row that every later request is checked against. */
export async function signIn(call: VisitorCall<CredentialsInput>, attempts: number): Promise<SignedIn> {
  const { ctx } = call;
  const user = await verifyCredentials(call, attempts);
  const at = ctx.now();
  const authSessionId = ctx.newId();
  await ctx.ports.signIns.addAuthSession({
    id: authSessionId,
    userId: user.id,
    userAgent: ctx.userAgent?.slice(0, 300) ?? null,
    at,
    expiresAt: minutesFrom(at, SIGN_IN_DAYS * 24 * 60),
  });
  return { authSessionId, userId: user.id, name: user.name, email: user.email };
}
