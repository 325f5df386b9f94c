"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { NewPasswordField } from "#components/account/new-password-field.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";

interface InvitationFormProps {
  token: string;
  email: string;
  signIn(input: { email: string; password: string }): Promise<string | null>;
}

/** An invited person chooses a name and a password. A refresh keeps the name, never the password. */
export function InvitationForm({ token, email, signIn }: InvitationFormProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<Problem | null>(null);
  const {
    values: { name },
    change,
    forget,
  } = useKept("invitation", { name: "" });
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const answer = await request("/api/invitations/accept", {
      method: "POST",
      body: { token, name, password },
    });
    if (answer.ok) {
      forget();
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
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            value={name}
            onChange={(event) => {
              change({ name: event.target.value });
              setProblem(null);
            }}
            required
          />
        )}
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
