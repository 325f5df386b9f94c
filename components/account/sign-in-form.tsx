"use client";
import Link from "next/link";
import { unstable_rethrow, useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface SignInFormProps {
  /** What brought them here, where something did. */
  note?: string | null;
  /** Where to go afterwards; a path of ours. */
  next: string;
  /** Signs in, or goes to the second step; answers what went wrong, or null. */
  signIn(input: { email: string; password: string; next: string }): Promise<string | null>;
}

export function SignInForm({ next, note = null, signIn }: SignInFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(note);
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const [email, password] = [String(form.get("email")), String(form.get("password"))];
    const refusal = await signIn({ email, password, next }).catch((error: unknown) => {
      unstable_rethrow(error); // the second step is another page
      return "The server cannot be reached. Try again in a moment.";
    });
    setProblem(refusal);
    setBusy(false);
    if (refusal === null) router.replace(next);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="E-mail address">
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field label="Password">
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      <FormNote text={problem} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        {busy ? <Spinner /> : null} Sign in
      </Button>
      <Link href="/sign-in/forgot" className="justify-self-start text-muted text-xs hover:text-foreground">
        Forgot your password?
      </Link>
    </form>
  );
}
