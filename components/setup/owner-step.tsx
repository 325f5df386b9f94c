"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { NewPasswordField } from "#components/account/new-password-field.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { passwordFault } from "#lib/domain/password.ts";

export interface Owner {
  name: string;
  email: string;
  password: string;
}

export function OwnerStep({
  first,
  problem,
  onDone,
}: {
  first: Owner;
  problem: Problem | null;
  onDone(owner: Owner): void;
}) {
  const [password, setPassword] = useState(first.password);
  const [email, setEmail] = useState(first.email);
  const [fault, setFault] = useState<string | null>(null);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wrong = passwordFault(password, email);
    setFault(wrong);
    if (wrong === null) onDone({ name: String(form.get("name")), email, password });
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="Your name" error={fieldError(problem, "name")}>
        {(control) => (
          <Input {...control} name="name" defaultValue={first.name} autoComplete="name" required maxLength={100} />
        )}
      </Field>
      <Field label="E-mail address" error={fieldError(problem, "email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            autoComplete="username"
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
          setFault(null);
        }}
        error={fault ?? fieldError(problem, "password")}
      />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg">
        Continue
      </Button>
    </form>
  );
}
