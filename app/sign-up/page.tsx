import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { SignUpForm } from "#components/account/sign-up-form.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { signUpIsOpen } from "#lib/application/invitations/sign-up-open.ts";
import { getContainer } from "#lib/server/container.ts";
import { isFirstRun } from "#lib/server/request-context.ts";

export const metadata: Metadata = { title: "Sign up" };

export default async function SignUpPage() {
  if (await isFirstRun()) redirect("/welcome");
  return (await signUpIsOpen({ ctx: getContainer() })) ? (
    <EntryFrame
      title="Join your organisation"
      intro="Enter your work address. If a workspace is open to its domain, you get a mail with a link to it."
    >
      <SignUpForm />
    </EntryFrame>
  ) : (
    <EntryFrame
      title="By invitation only"
      intro="Ask somebody who works here for an invitation. Its link brings you in."
    >
      <Link href="/sign-in" className={buttonClass({ size: "lg" })}>
        Sign in
      </Link>
    </EntryFrame>
  );
}
