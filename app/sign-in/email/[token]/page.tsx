import type { Metadata } from "next";
import { ConfirmEmail } from "#components/account/confirm-email.tsx";
import { EntryFrame } from "#components/account/entry-frame.tsx";

export const metadata: Metadata = { title: "New e-mail address", referrer: "no-referrer" };

/** A click confirms, not the page itself: programs that look at links in letters use none up. */
export default async function ConfirmEmailPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  return (
    <EntryFrame title="New e-mail address" intro="From then on you sign in with the address that this letter came to.">
      <ConfirmEmail token={token} />
    </EntryFrame>
  );
}
