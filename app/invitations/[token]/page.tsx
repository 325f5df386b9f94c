import type { Metadata } from "next";
import { headers } from "next/headers";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { InvitationForm } from "#components/account/invitation-form.tsx";
import { getInvitation } from "#lib/application/invitations/get-invitation.ts";
import { visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { signInAction } from "../../sign-in/actions.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = visitorOf(new Headers(await headers()), newId(), "page");
  const invitation = await getInvitation({ ctx, input: { token } }).catch((error: { code?: string }) => {
    if (error.code !== "not_found") throw error;
    return null;
  });
  return invitation ? (
    <EntryFrame title="Join the workspace" intro="Choose a name and a password for your account.">
      <InvitationForm token={token} email={invitation.email} signIn={signInAction} />
    </EntryFrame>
  ) : (
    <EntryFrame title="This invitation is over" intro="It has been used or has expired. Ask for a new one.">
      {null}
    </EntryFrame>
  );
}
