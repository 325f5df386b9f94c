import type { Metadata } from "next";
import Link from "next/link";
import { EntryFrame } from "#components/account/entry-frame.tsx";
import { ForgotForm } from "#components/account/forgot-form.tsx";
import { getContainer } from "#lib/server/container.ts";

export const metadata: Metadata = { title: "New password" };

export default function ForgotPage() {
  return getContainer().ports.mail.enabled ? (
    <EntryFrame title="New password" intro="Enter your e-mail address: a letter with a link comes to it.">
      <ForgotForm />
    </EntryFrame>
  ) : (
    <EntryFrame
      title="New password"
      intro="This Throughline sends no mail. Ask an admin of your workspace for a link to a new password; the operator makes one with: npm run tl -- reset-password --email YOUR-ADDRESS"
    >
      <Link href="/sign-in" className="text-ui underline underline-offset-4">
        Back to signing in
      </Link>
    </EntryFrame>
  );
}
