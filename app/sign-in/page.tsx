import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { safeNext } from "#components/account/safe-next.ts";
import { SignInForm } from "#components/account/sign-in-form.tsx";
import { currentContext, isFirstRun } from "#lib/server/request-context.ts";
import { signInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = safeNext((await searchParams).next);
  if (await isFirstRun()) redirect("/welcome");
  if (await currentContext()) redirect(next);
  return (
    <EntryFrame title="Sign in" intro="Welcome back. Everything is where you left it.">
      <SignInForm next={next} signIn={signInAction} />
    </EntryFrame>
  );
}
