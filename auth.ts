import { cookies, headers as requestHeaders } from "next/headers";
import NextAuth, { AuthError, CredentialsSignin, customFetch, type NextAuthConfig, type User } from "next-auth";
import type { OIDCConfig } from "next-auth/providers";
import Credentials from "next-auth/providers/credentials";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import { waitWords } from "#lib/application/sign-ins/counted.ts";
import { isEmailProven } from "#lib/application/sign-ins/is-email-proven.ts";
import { linkIdentity } from "#lib/application/sign-ins/link-identity.ts";
import { SIGN_IN_DAYS, type SignedIn } from "#lib/application/sign-ins/open-auth-session.ts";
import { credentialsInput, identityInput, secondStepInput } from "#lib/application/sign-ins/schema.ts";
import { completeSecondStep, type SecondStep } from "#lib/application/sign-ins/second-step.ts";
import { signIn as enter } from "#lib/application/sign-ins/sign-in.ts";
import { signInWithIdentity } from "#lib/application/sign-ins/sign-in-with-identity.ts";
import { signOut as endAuthSession } from "#lib/application/sign-ins/sign-out.ts";
import { type DomainError, errorCode } from "#lib/domain/errors.ts";
import {
  type AccountCookie,
  deviceCookie,
  knownDeviceOf,
  linkCookie,
  linkTokenOf,
  stepCookie,
  stepTokenOf,
} from "#lib/server/account-cookies.ts";
import { authSessionIdOf } from "#lib/server/authenticate.ts";
import { getContainer } from "#lib/server/container.ts";
import { visitorOf } from "#lib/server/context.ts";
import { log } from "#lib/server/log.ts";
import { newId } from "#lib/server/new-id.ts";

const now = () => new Date().toISOString();

/** Carries our error code through next-auth to the sign-in page. */
class SignInRefused extends CredentialsSignin {
  readonly retryAfterSeconds: number | undefined;
  constructor(code: string, error?: Partial<DomainError>) {
    super();
    this.code = code;
    this.retryAfterSeconds = error?.details?.retryAfterSeconds as number | undefined;
  }
}

/** The first step was right; the browser has the cookie for the second. No failure, but next-auth knows no other way. */
const SECOND_STEP = "second_step";

async function visitor(headers: Headers): Promise<Visitor> {
  const knownDevice = await knownDeviceOf(headers, getContainer().authSecret);
  return { ...visitorOf(headers, newId(), "sign-in"), knownDevice };
}

async function setCookie({ name, value, ...options }: AccountCookie): Promise<void> {
  (await cookies()).set(name, value, options);
}

/** Runs a step of signing in; what it comes to is in cookies and in the user that next-auth signs in. */
async function step(headers: Headers, work: (ctx: Visitor) => Promise<SignedIn | SecondStep>): Promise<User> {
  const outcome = await visitor(headers)
    .then(work)
    .catch((error: unknown) => {
      const code = errorCode(error);
      throw code ? new SignInRefused(code, error as DomainError) : error;
    });
  if (outcome.kind === "second-step") {
    await setCookie(stepCookie(headers, outcome.token));
    throw new SignInRefused(SECOND_STEP);
  }
  const { userId: id, authSessionId: sid, name, email } = outcome;
  await setCookie(await deviceCookie(headers, getContainer().authSecret, email));
  if (stepTokenOf(headers)) await setCookie(stepCookie(headers, null));
  return { id, sid, name, email };
}

const credentials = Credentials({
  credentials: { email: { type: "email" }, password: { type: "password" } },
  authorize({ email, password }, { headers }) {
    const input = credentialsInput.safeParse({ email, password });
    if (!input.success) throw new SignInRefused("invalid_credentials");
    return step(headers, (ctx) => enter({ ctx, input: input.data }));
  },
});

const secondStep = Credentials({
  id: "second-step",
  credentials: { code: { type: "text" } },
  authorize({ code }, { headers }) {
    const input = secondStepInput.safeParse({ token: stepTokenOf(headers), code });
    if (!input.success) throw new SignInRefused(stepTokenOf(headers) ? "invalid_credentials" : "not_found");
    return step(headers, (ctx) => completeSecondStep({ ctx, input: input.data }));
  },
});

interface Profile {
  sub: string;
  name?: string;
  email?: string;
  /** Some providers write it as a text, some say nothing. */
  email_verified?: boolean | string;
}

/** Any OpenID Connect provider, with PKCE, state and nonce; who somebody is comes from its userinfo endpoint. */
function oidc(): OIDCConfig<Profile>[] {
  const { oidc: configured } = getContainer();
  if (!configured) return [];
  const { trustsEmail: _, send, ...provider } = configured;
  return [
    {
      ...{ id: "oidc", type: "oidc", ...provider, idToken: false },
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email profile" } },
      profile: ({ sub, name, email }) => ({ id: sub, name, email }),
      [customFetch]: send,
    },
  ];
}

/** Whether whoever is signed in in this browser has begun to link an account elsewhere. */
async function linkBegunHere(headers: Headers): Promise<{ token: string; userId: string } | null> {
  const { authSecret, ports } = getContainer();
  const token = linkTokenOf(headers);
  if (!token) return null;
  await setCookie(linkCookie(headers, null));
  const sid = await authSessionIdOf(headers, authSecret);
  const person = sid === null ? null : await ports.accounts.signedIn(sid, now());
  return person && { token, userId: person.userId };
}

/** The address of the page where it was begun. */
async function finishLink(headers: Headers, input: Parameters<typeof linkIdentity>[0]["input"]): Promise<string> {
  try {
    await linkIdentity({ ctx: await visitor(headers), input });
    return "/settings/security";
  } catch (error) {
    const code = errorCode(error);
    if (!code) throw error;
    return `/settings/security?error=${code}`;
  }
}

/** The address of a page that goes on where signing in with a provider has come to. */
async function enterWithIdentity(user: User, profile: Partial<Profile>): Promise<true | string> {
  const headers = new Headers(await requestHeaders());
  const { oidc: provider } = getContainer();
  const input = identityInput.parse({
    ...{ issuer: provider?.issuer, subject: profile.sub, email: profile.email, name: profile.name },
    emailVerified: isEmailProven(profile.email_verified, provider?.trustsEmail ?? false),
  });
  const linking = await linkBegunHere(headers);
  if (linking) return finishLink(headers, { ...linking, identity: input });
  try {
    Object.assign(user, await step(headers, (ctx) => signInWithIdentity({ ctx, input })));
    return true;
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    return error.code === SECOND_STEP ? "/sign-in/code" : `/sign-in?error=${error.code}`;
  }
}

const callbacks = {
  signIn: async ({ user, account, profile }) =>
    account?.type === "oidc" ? enterWithIdentity(user as User, (profile ?? {}) as Partial<Profile>) : true,
  /** `sid` names the row that every request is checked against; without a living one the cookie is taken away. */
  async jwt({ token, user }) {
    if (user) return { sub: user.id, name: user.name, email: user.email, sid: user.sid };
    const { accounts } = getContainer().ports;
    const alive = typeof token.sid === "string" && (await accounts.signedIn(token.sid, now()));
    return alive ? token : null;
  },
  /** Only our own pages, never another site. */
  redirect({ url, baseUrl }) {
    const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
    return target.origin === new URL(baseUrl).origin ? target.href : baseUrl;
  },
} satisfies NextAuthConfig["callbacks"];

/** Signing in with a password and a second step. Configured per request, because the container is made at start. */
export const { handlers, signIn, signOut } = NextAuth(() => ({
  callbacks,
  providers: [credentials, secondStep, ...oidc()],
  secret: getContainer().authSecret,
  trustHost: true,
  session: { strategy: "jwt", maxAge: SIGN_IN_DAYS * 24 * 60 * 60 },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  events: {
    async signOut(message) {
      const sid = "token" in message ? message.token?.sid : undefined;
      const ctx = { now, newId, ports: getContainer().ports, door: "sign-out", correlationId: newId() };
      if (typeof sid === "string") await endAuthSession({ ctx, input: { authSessionId: sid } });
    },
  },
  logger: {
    error: (error) => {
      if (!(error instanceof CredentialsSignin)) log.error("Signing in or out failed", { error });
    },
  },
}));

/** What came of a step of signing in, for the form that asked. */
export type StepOutcome = { kind: "signed-in" | "second-step" } | { kind: "over" | "refused"; message: string };

/** For a server action: takes a step and sets the cookies. What went wrong comes back in words. */
export async function takeStep(
  ...step: ["credentials", { email: string; password: string }] | ["second-step", { code: string }]
): Promise<StepOutcome> {
  const [provider, input] = step;
  try {
    await signIn(provider, { ...input, redirect: false });
    return { kind: "signed-in" };
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return outcomeOf(error, provider);
  }
}

/** The address of the provider's page where somebody signs in, who comes back to `next`. */
export async function startWithIdentity(next: string): Promise<{ address: string } | { problem: string }> {
  try {
    return { address: await signIn("oidc", { redirect: false, redirectTo: next }) };
  } catch {
    return { problem: `${getContainer().oidc?.name ?? "The provider"} cannot be reached now. Try again in a moment.` };
  }
}

function outcomeOf(error: AuthError, provider: "credentials" | "second-step"): StepOutcome {
  const code = error instanceof CredentialsSignin ? error.code : undefined;
  if (code === SECOND_STEP) return { kind: "second-step" };
  if (code === "not_found") return { kind: "over", message: "This took too long. Enter your password again." };
  const wait = (error as Partial<SignInRefused>).retryAfterSeconds ?? 15 * 60;
  const messages: Record<string, string> = {
    invalid_credentials:
      provider === "credentials"
        ? "E-mail address or password is wrong. Check both and try again."
        : "This code is wrong or was used already. Enter the one that your app shows now.",
    rate_limited: `Too many failed attempts. ${waitWords(wait)}`,
  };
  const message = messages[code ?? ""] ?? "Signing in is not possible now. Try again in a moment.";
  return { kind: "refused", message };
}

declare module "next-auth" {
  interface User {
    sid?: string;
  }
}
