"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";

export interface Owner {
  name: string;
  email: string;
  password: string;
}

const SHORTEST = 8;

export function OwnerStep({
  first,
  problem,
  onDone,
}: {
  first: Owner;
  problem: Problem | null;
  onDone(owner: Owner): void;
}) {
  const [short, setShort] = useState(false);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const owner = {
      name: String(form.get("name")),
      email: String(form.get("email")),
      password: String(form.get("password")),
    };
    setShort(owner.password.length < SHORTEST);
    if (owner.password.length >= SHORTEST) onDone(owner);
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
          <Input {...control} name="email" type="email" defaultValue={first.email} autoComplete="username" required />
        )}
      </Field>
      <Field
        label="Password"
        hint="At least 8 characters."
        error={short ? "Use at least 8 characters." : fieldError(problem, "password")}
      >
        {(control) => (
          <Input
            {...control}
            name="password"
            type="password"
            defaultValue={first.password}
            autoComplete="new-password"
            required
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <Button type="submit" variant="primary" size="lg">
        Continue
      </Button>
    </form>
  );
}
