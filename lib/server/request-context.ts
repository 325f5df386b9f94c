import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { needsSetup } from "#lib/application/accounts/needs-setup.ts";
import type { Context } from "#lib/application/context.ts";
import type { SignedInPerson } from "#lib/application/ports/accounts.ts";
import { authenticate, authSessionIdOf } from "#lib/server/authenticate.ts";
import { getContainer } from "#lib/server/container.ts";
import { contextOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";

/** The context of whoever sends these headers; null without a credential that is good now. */
export async function contextFor(requestHeaders: Headers): Promise<Context | null> {
  const identity = await authenticate(requestHeaders, getContainer());
  return identity && contextOf(identity, newId(), "page");
}

/** The context of the page or server action that is being answered, asked for once per request; null when signed out. */
export const currentContext = cache(async (): Promise<Context | null> => {
  const all = new Headers(await headers());
  // After a server action only the jar knows the cookie that the action has just set, such as that of signing in.
  all.set("cookie", (await cookies()).toString());
  return contextFor(all);
});

/** Who has signed in, also when they are in no workspace now: removed, suspended, or not yet in one. */
export async function signedInPerson(): Promise<SignedInPerson | null> {
  const { authSecret, ports } = getContainer();
  const sid = await authSessionIdOf(new Headers({ cookie: (await cookies()).toString() }), authSecret);
  return sid === null ? null : ports.accounts.signedIn(sid, new Date().toISOString());
}

/** A workspace that is none. */
const NOWHERE = "00000000-0000-0000-0000-000000000000";

/** What somebody acts with who has signed in and is in no workspace; null for everybody else. */
export async function contextOfNobodysWorkspace(): Promise<Context | null> {
  if (await currentContext()) return null;
  const all = new Headers({ cookie: (await cookies()).toString() });
  const [person, authSessionId] = [await signedInPerson(), await authSessionIdOf(all, getContainer().authSecret)];
  if (!person || !authSessionId) return null;
  const actor = { kind: "user", userId: person.userId, authSessionId } as const;
  return contextOf({ actor, workspaceId: NOWHERE, role: "member" }, newId(), "page /sign-in");
}

/** The same for what nobody may see signed out: goes to the sign-in page, or to the first run when there is no user yet. */
export async function requireContext(): Promise<Context> {
  const ctx = await currentContext();
  return ctx ?? redirect((await isFirstRun()) ? "/welcome" : "/sign-in");
}

/** True until the first account exists. */
export const isFirstRun = (): Promise<boolean> => needsSetup({ ctx: getContainer() });
