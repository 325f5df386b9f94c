"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { NewPasswordField } from "#components/account/new-password-field.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";

interface InvitationFormProps {
  token: string;
  email: string;
  signIn(input: { email: string; password: string }): Promise<string | null>;
}

/** An invited person chooses a name and a password. */
export function InvitationForm({ token, email, signIn }: InvitationFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    const answer = await request("/api/invitations/accept", {
      method: "POST",
      body: { token, name: String(form.get("name")), password },
    });
    if (answer.ok) {
      await signIn({ email, password });
      router.replace("/");
      return;
    }
    setProblem(answer.problem);
    setBusy(false);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="E-mail address">
        {(control) => <Input {...control} value={email} readOnly autoComplete="username" />}
      </Field>
      <Field label="Your name" error={fieldError(problem, "name")}>
        {(control) => <Input {...control} name="name" autoComplete="name" required />}
      </Field>
      <NewPasswordField
        label="Password"
        email={email}
        value={password}
        onChange={(value) => {
          setPassword(value);
          setProblem(null);
        }}
        error={fieldError(problem, "password")}
      />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg" disabled={busy}>
        Join
      </Button>
    </form>
  );
}
