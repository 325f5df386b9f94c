"use client";
import Link from "next/link";
import { useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Confirms a new e-mail address with the token of its letter. */
export function ConfirmEmail({ token }: { token: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [email, setEmail] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function confirm() {
    setBusy(true);
    const answer = await request<{ email: string }>("/api/email-changes/confirm", { method: "POST", body: { token } });
    setBusy(false);
    if (answer.ok) setEmail(answer.body.email);
    else setProblem(answer.problem.detail);
  }

  if (email !== null)
    return (
      <p role="status" className="text-ui leading-relaxed">
        Your address is now <bdi className="font-medium">{email}</bdi>.{" "}
        <Link href="/" className="underline underline-offset-4">
          Go on
        </Link>
      </p>
    );
  return (
    <div className="grid gap-5">
      <FormNote text={problem} />
      <Button variant="primary" size="lg" disabled={busy} onClick={confirm}>
        {busy ? <Spinner /> : null} Use this address
      </Button>
    </div>
  );
}
