import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { needsSetup } from "#lib/application/accounts/needs-setup.ts";
import type { Visitor } from "#lib/application/accounts/visitor.ts";
import type { Context } from "#lib/application/context.ts";
import type { SignedInPerson } from "#lib/application/ports/accounts.ts";
import { authenticate, authSessionIdOf } from "#lib/server/authenticate.ts";
import { getContainer } from "#lib/server/container.ts";
import { contextOf, visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";

/** The context of whoever sends these headers; null without a credential that is good now. */
export async function contextFor(requestHeaders: Headers): Promise<Context | null> {
  const identity = await authenticate(requestHeaders, getContainer());
  return identity && contextOf(identity, newId(), "page");
}

/** The context of the page or server action that is being answered, asked for once per request; null when signed out. */
export const currentContext = cache(async (): Promise<Context | null> => {
  return contextFor(await allHeaders());
});

async function allHeaders(): Promise<Headers> {
  const all = new Headers(await headers());
  // After a server action only the jar knows the cookie that the action has just set, such as that of signing in.
  all.set("cookie", (await cookies()).toString());
  return all;
}

/** Who has signed in, also when they are in no workspace now: removed, suspended, or not yet in one. */
export async function signedInPerson(): Promise<SignedInPerson | null> {
  const { authSecret, ports } = getContainer();
  const sid = await authSessionIdOf(new Headers({ cookie: (await cookies()).toString() }), authSecret);
  return sid === null ? null : ports.accounts.signedIn(sid, new Date().toISOString());
}

/** A workspace that is none. */
const NOWHERE = "00000000-0000-0000-0000-000000000000";

/** Who calls a server action. */
export interface Caller {
  /** Who has signed in and is in a workspace. */
  member: Context | null;
  /** Who has signed in and is in none. */
  nowhere: Context | null;
  /** The same as whom nobody knows. */
  visitor: Visitor;
}

/** Who calls the server action that is being answered, which the audit log names so. */
export async function callerOf(door: string): Promise<Caller> {
  const all = await allHeaders();
  const visitor = visitorOf(all, newId(), door);
  const { correlationId } = visitor;
  const identity = await authenticate(all, getContainer());
  if (identity) return { member: contextOf(identity, correlationId, door), nowhere: null, visitor };
  const authSessionId = await authSessionIdOf(all, getContainer().authSecret);
  const person = authSessionId && (await visitor.ports.accounts.signedIn(authSessionId, visitor.now()));
  if (!person) return { member: null, nowhere: null, visitor };
  const actor = { kind: "user", userId: person.userId, authSessionId } as const;
  const nowhere = contextOf({ actor, workspaceId: NOWHERE, role: "member" }, correlationId, door);
  return { member: null, nowhere, visitor };
}

/** The same for what nobody may see signed out: goes to the sign-in page, or to the first run when there is no user yet. */
export async function requireContext(): Promise<Context> {
  const ctx = await currentContext();
  return ctx ?? redirect((await isFirstRun()) ? "/welcome" : "/sign-in");
}

/** True until the first account exists. */
export const isFirstRun = (): Promise<boolean> => needsSetup({ ctx: getContainer() });
