"use server";
import { redirect } from "next/navigation";
import { joinWithInvitation } from "#lib/application/invitations/join-with-invitation.ts";
import { answerAction, problemOf } from "#lib/server/answer-action.ts";
import { signOut } from "../../../auth.ts";

/** Somebody who has signed in joins a further workspace; what went wrong comes back in words. */
export async function joinAction(token: string): Promise<string> {
  const outcome = await answerAction("page /invitations", async ({ member, nowhere, visitor }) => {
    const actor = (member ?? nowhere)?.actor;
    const authSessionId = actor?.kind === "user" ? actor.authSessionId : "";
    await joinWithInvitation({ ctx: visitor, input: { token: String(token), authSessionId } });
  });
  return problemOf(outcome) ?? redirect("/");
}

/** Signs out, to come back to the invitation as somebody else. Never refused: whoever wants to be signed out is. */
export async function leaveForAction(token: string): Promise<void> {
  await signOut({ redirect: false });
  redirect(`/invitations/${encodeURIComponent(String(token))}`);
}
