"use client";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Asks for a link to a new password. The answer is the same for every address. */
export function ForgotForm() {
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = String(new FormData(event.currentTarget).get("email"));
    setBusy(true);
    const answer = await request("/api/password-resets", { method: "POST", body: { email } });
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    setSentTo(answer.ok ? email : null);
  }

  if (sentTo !== null)
    return (
      <div role="status" className="grid gap-4 text-ui leading-relaxed">
        <p>
          If there is an account for <bdi className="font-medium">{sentTo}</bdi>, a letter is on its way. Its link works
          once, for 45 minutes. Look into the spam folder too.
        </p>
        <Link href="/sign-in" className="underline underline-offset-4">
          Back to signing in
        </Link>
      </div>
    );
  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="E-mail address" error={fieldError(problem, "email")}>
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? <Spinner /> : null} Send the link
      </Button>
      <Link href="/sign-in" className="justify-self-start text-muted text-xs hover:text-foreground">
        Back to signing in
      </Link>
    </form>
  );
}
