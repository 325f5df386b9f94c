import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { ResetForm } from "#components/account/reset-form.tsx";
import { personOfReset } from "#lib/application/sign-ins/password-reset.ts";
import { visitorOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const ctx = visitorOf(new Headers(await headers()), newId(), "page");
  const person = await personOfReset({ ctx, input: { token } }).catch((error: Error & { code?: string }) => {
    if (error.code === "rate_limited") return error.message;
    if (error.code !== "not_found") throw error;
    return null;
  });
  if (typeof person === "string") return <EntryFrame title="One moment" intro={person} />;
  return person ? (
    <EntryFrame title="New password" intro={introOf(person)}>
      <ResetForm token={token} email={person.email} />
    </EntryFrame>
  ) : (
    <EntryFrame title="This link is over" intro="It has been used, or it is too old. Ask for a new one.">
      <Link href="/sign-in/forgot" className="text-ui underline underline-offset-4">
        Ask for a new link
      </Link>
    </EntryFrame>
  );
}

const introOf = ({ email, emailVerified }: { email: string; emailVerified: boolean }) =>
  emailVerified
    ? `For ${email}. You are signed out everywhere; API keys stay.`
    : `For ${email}. You are signed out everywhere. If a letter brought you here, it also proves that the address is yours: API keys and accounts elsewhere that were added before end.`;
