import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { IdentityButton } from "#components/account/identity-button.tsx";
import { NoWorkspace } from "#components/account/no-workspace.tsx";
import { safeNext } from "#components/account/safe-next.ts";
import { SignInForm } from "#components/account/sign-in-form.tsx";
import { signInNotes } from "#components/account/sign-in-notes.ts";
import { SignOutButton } from "#components/account/sign-out-button.tsx";
import { AccountLeaving } from "#components/deletion/account-leaving.tsx";
import { DeleteAccountButton } from "#components/deletion/delete-account-button.tsx";
import { signUpIsOpen } from "#lib/application/invitations/sign-up-open.ts";
import { getContainer } from "#lib/server/container.ts";
import { currentContext, isFirstRun, signedInPerson } from "#lib/server/request-context.ts";
import { identityAction, signInAction, signOutAction } from "./actions.ts";
import { deleteAccountAction, keepAccountAction, makeWorkspaceAction } from "./nowhere-actions.ts";

export const metadata: Metadata = { title: "Sign in" };

type Query = Partial<Record<"next" | "code" | "error" | "note", string | string[]>>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const next = safeNext(query.next);
  if (await isFirstRun()) redirect("/welcome");
  if (await currentContext()) redirect(next);
  const [person, open] = await Promise.all([signedInPerson(), signUpIsOpen({ ctx: getContainer() })]);
  if (person && next.startsWith("/invitations/")) redirect(next);
  if (person) return <Nowhere userId={person.userId} email={person.email} />;
  if (query.code === "second_step") redirect("/sign-in/code");
  const { problem, news } = signInNotes(query);
  const { oidc } = getContainer();
  return (
    <EntryFrame title="Sign in" intro="Welcome back. Everything is where you left it.">
      <p role="status" className="mb-5 rounded-lg bg-success-soft px-3 py-2 text-success text-ui empty:hidden">
        {news}
      </p>
      <SignInForm next={next} note={problem} signIn={signInAction} />
      {oidc ? <IdentityButton name={oidc.name} next={next} start={identityAction} /> : null}
      {open ? (
        <p className="mt-6 text-muted text-ui">
          New here?{" "}
          <Link href="/sign-up" className="text-foreground underline underline-offset-4">
            Join with your work address
          </Link>
        </p>
      ) : null}
    </EntryFrame>
  );
}

/** For somebody who has signed in and is in no workspace: suspended or removed there, or it is gone. */
async function Nowhere({ userId, email }: { userId: string; email: string }) {
  const account = await getContainer().ports.deletions.account(userId);
  if (account?.deleteAt)
    return (
      <AccountLeaving
        deleteAt={account.deleteAt}
        email={email}
        signOut={signOutAction}
        keepAccount={keepAccountAction}
      />
    );
  return (
    <EntryFrame
      title="You are in no workspace now"
      intro={`You are signed in as ${email}, but you were suspended or removed, or the workspace is gone. Ask an admin, make a workspace of your own, or come in with an invitation.`}
    >
      <NoWorkspace makeWorkspace={makeWorkspaceAction} />
      <div className="mt-9 flex flex-wrap gap-2 border-line border-t pt-5">
        <SignOutButton signOut={signOutAction} />
        <DeleteAccountButton
          email={email}
          confirmWith={account?.hasPassword ? "password" : "email"}
          deleteAccount={deleteAccountAction}
        />
      </div>
    </EntryFrame>
  );
}
