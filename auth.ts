import NextAuth, { AuthError, CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { credentialsInput } from "#lib/application/accounts/schema.ts";
import { signIn as openAuthSession, SIGN_IN_DAYS } from "#lib/application/accounts/sign-in.ts";
import { signOut as endAuthSession } from "#lib/application/accounts/sign-out.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { getContainer } from "#lib/server/container.ts";
import { visitorOf } from "#lib/server/context.ts";
import { log } from "#lib/server/log.ts";
import { newId } from "#lib/server/new-id.ts";

const now = () => new Date().toISOString();

/** Carries our error code through next-auth to the sign-in page. */
class SignInRefused extends CredentialsSignin {
  constructor(code: string) {
    super();
    this.code = code;
  }
}

const credentials = Credentials({
  credentials: { email: { type: "email" }, password: { type: "password" } },
  async authorize({ email, password }, request) {
    const input = credentialsInput.safeParse({ email, password });
    if (!input.success) throw new SignInRefused("invalid_credentials");
    try {
      const ctx = visitorOf(request.headers, newId(), "sign-in");
      const { signInAttempts } = getContainer();
      const { userId, authSessionId, ...person } = await openAuthSession({ ctx, input: input.data }, signInAttempts);
      return { id: userId, sid: authSessionId, ...person };
    } catch (error) {
      const code = errorCode(error);
      throw code ? new SignInRefused(code) : error;
    }
  },
});

const callbacks = {
  /** `sid` names the row that every request is checked against; without a living one the cookie is taken away. */
  async jwt({ token, user }) {
    if (user) return { sub: user.id, name: user.name, email: user.email, sid: user.sid };
    const { accounts } = getContainer().ports;
    const alive = typeof token.sid === "string" && (await accounts.sessionPrincipal(token.sid, now()));
    return alive ? token : null;
  },
  /** Only our own pages, never another site. */
  redirect({ url, baseUrl }) {
    const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
    return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
  },
} satisfies NextAuthConfig["callbacks"];

/** Sign-in with e-mail address and password. Configured per request, because the container is made at start. */
export const { handlers, signIn, signOut } = NextAuth(() => ({
  callbacks,
  providers: [credentials],
  secret: getContainer().authSecret,
  trustHost: true,
  session: { strategy: "jwt", maxAge: SIGN_IN_DAYS * 24 * 60 * 60 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  events: {
    async signOut(message) {
      const sid = "token" in message ? message.token?.sid : undefined;
      const ctx = { now, ports: getContainer().ports };
      if (typeof sid === "string") await endAuthSession({ ctx, input: { authSessionId: sid } });
    },
  },
  logger: {
    error: (error) => {
      if (!(error instanceof CredentialsSignin)) log.error("Signing in or out failed", { error });
    },
  },
}));

const REFUSALS: Record<string, string> = {
  invalid_credentials: "E-mail address or password is wrong. Check both and try again.",
  rate_limited: "Too many failed sign-ins. Wait 15 minutes and try again.",
};

/** For a server action: signs in and sets the cookie. What went wrong comes back in words; null when all went well. */
export async function signInWithPassword(input: { email: string; password: string }): Promise<string | null> {
  try {
    await signIn("credentials", { ...input, redirect: false });
    return null;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const refusal = error instanceof CredentialsSignin ? REFUSALS[error.code] : undefined;
    return refusal ?? "Signing in is not possible now. Try again in a moment.";
  }
}

declare module "next-auth" {
  interface User {
    sid?: string;
  }
}
