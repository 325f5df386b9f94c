import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { InvitationForm } from "#components/account/invitation-form.tsx";
import { JoinForm } from "#components/account/join-form.tsx";
import { OtherAccount } from "#components/account/other-account.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { getInvitation } from "#lib/application/invitations/get-invitation.ts";
import type { OpenInvitation } from "#lib/application/ports/workspaces.ts";
import { getContainer } from "#lib/server/container.ts";
import { visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { signedInPerson } from "#lib/server/request-context.ts";
import { signInAction } from "../../sign-in/actions.ts";
import { joinAction, leaveForAction } from "./actions.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = visitorOf(new Headers(await headers()), newId(), "page");
  const invitation = await getInvitation({ ctx, input: { token } }).catch((error: Error & { code?: string }) => {
    if (error.code === "rate_limited") return error.message;
    if (error.code !== "not_found") throw error;
    return null;
  });
  if (typeof invitation === "string") return <EntryFrame title="One moment" intro={invitation} />;
  if (!invitation)
    return (
      <EntryFrame title="This invitation is over" intro="It has been used or has expired. Ask for a new one.">
        <Link href="/" className={buttonClass({ size: "lg" })}>
          Go to Throughline
        </Link>
      </EntryFrame>
    );
  return <Open invitation={invitation} token={token} />;
}

async function Open({ invitation, token }: { invitation: OpenInvitation; token: string }) {
  const { email, workspaceName, role, invitedByName } = invitation;
  const title = `Join ${workspaceName}`;
  const by = `${invitedByName ?? "Your organisation"} invites you as ${role === "admin" ? "an admin" : `a ${role}`}.`;
  const [person, account] = await Promise.all([
    signedInPerson(),
    getContainer().ports.accounts.userByEmail(email.toLowerCase()),
  ]);
  if (person && person.email.toLowerCase() !== email.toLowerCase())
    return (
      <EntryFrame title={title} intro={`This invitation is for ${email}. You are signed in as ${person.email}.`}>
        <OtherAccount signOut={leaveForAction.bind(null, token)} />
      </EntryFrame>
    );
  if (person)
    return (
      <EntryFrame title={title} intro={`${by} You keep your account, and can switch between workspaces at any time.`}>
        <JoinForm join={joinAction.bind(null, token)} />
      </EntryFrame>
    );
  // Somebody who was imported without a password has an account that this very invitation opens.
  const waits = account?.suspended && account.passwordHash === "";
  if (account && !waits)
    return (
      <EntryFrame title={title} intro={`${by} There is an account with ${email}: sign in with it to join.`}>
        <Link
          href={`/sign-in?next=${encodeURIComponent(`/invitations/${token}`)}`}
          className={buttonClass({ variant: "primary", size: "lg" })}
        >
          Sign in
        </Link>
      </EntryFrame>
    );
  return (
    <EntryFrame title={title} intro={`${by} Choose a name and a password for your account.`}>
      <InvitationForm token={token} email={email} signIn={signInAction} />
    </EntryFrame>
  );
}
