"use client";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { requestSignUpInput } from "#lib/application/invitations/schema.ts";

/** Asks for a link to the workspaces of one's domain. Whether there are any, only the mail says. */
export function SignUpForm() {
  const {
    values: { email },
    change,
    forget,
  } = useKept("sign-up", { email: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState(false);
  const form = useChecked(requestSignUpInput, { email }, problem);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    const answer = await request("/api/sign-up", { method: "POST", body: { email } });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    forget();
    setAsked(true);
  }

  if (asked)
    return (
      <div role="status" className="grid gap-4 text-sm">
        <p>
          If a workspace is open to the domain of <strong className="break-all font-medium">{email.trim()}</strong>, a
          mail with a link is on its way. It may take a minute; look into the spam folder too.
        </p>
        <Button size="lg" onClick={() => setAsked(false)}>
          Use another address
        </Button>
      </div>
    );
  return (
    <form method="post" noValidate className="grid gap-5" onSubmit={onSubmit}>
      <Field label="Work e-mail address" error={form.errorOf("email")}>
        {(control) => (
          <Input
            {...control}
            type="email"
            value={email}
            autoComplete="email"
            autoFocus
            onChange={(event) => {
              change({ email: event.target.value });
              setProblem(null);
            }}
            onBlur={() => email && form.touch("email")}
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? <Spinner /> : null} Send me a link
      </Button>
      <p className="text-muted text-ui">
        You have an account already?{" "}
        <Link href="/sign-in" className="text-foreground underline underline-offset-4">
          Sign in
        </Link>
      </p>
    </form>
  );
}
