"use server";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { joinWithInvitation } from "#lib/application/invitations/join-with-invitation.ts";
import { authSessionIdOf } from "#lib/server/authenticate.ts";
import { getContainer } from "#lib/server/container.ts";
import { visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { signOut } from "../../../auth.ts";

/** Somebody who has signed in joins a further workspace; what went wrong comes back in words. */
export async function joinAction(token: string): Promise<string> {
  const all = new Headers(await headers());
  all.set("cookie", (await cookies()).toString());
  const ctx = visitorOf(all, newId(), "page /invitations");
  try {
    const authSessionId = await authSessionIdOf(all, getContainer().authSecret);
    await joinWithInvitation({ ctx, input: { token: String(token), authSessionId: authSessionId ?? "" } });
  } catch (error) {
    const { kind, message } = error as { kind?: string; message: string };
    if (kind === undefined) throw error; // none of ours: its words are not for people
    return message;
  }
  redirect("/");
}

/** Signs out, to come back to the invitation as somebody else. */
export async function leaveForAction(token: string): Promise<void> {
  await signOut({ redirect: false });
  redirect(`/invitations/${encodeURIComponent(String(token))}`);
}
