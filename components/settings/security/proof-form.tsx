"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { CurrentPasswordField } from "#components/account/current-password-field.tsx";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError } from "#components/api/problem.ts";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface ProofFormProps<Body> {
  /** The door that wants proof. */
  path: string;
  hasPassword: boolean;
  /** It also wants a code. */
  withCode?: boolean;
  submit: string;
  danger?: boolean;
  onDone(body: Body): void;
  children?: ReactNode;
}

/** Proves once more who one is, for what opens or closes the account. */
export function ProofForm<Body>({
  path,
  hasPassword,
  withCode,
  submit,
  danger,
  onDone,
  children,
}: ProofFormProps<Body>) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const { save, busy, problem } = useSave<Body>(path);

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const answer = await save({ ...(hasPassword && { password }), ...(withCode && { code }) });
    if (answer.ok) onDone(answer.body);
  }

  return (
    <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit}>
      {children}
      {hasPassword ? (
        <CurrentPasswordField value={password} onChange={setPassword} error={fieldError(problem, "password")} />
      ) : null}
      {withCode ? (
        <Field label="Code" hint="Of your app, or a recovery code." error={fieldError(problem, "code")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="one-time-code"
              className="font-mono"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              required
            />
          )}
        </Field>
      ) : null}
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex justify-end">
        <Button
          type="submit"
          variant={danger ? "danger" : "primary"}
          disabled={busy || (hasPassword && password === "") || (withCode && code.trim().length < 6)}
        >
          {busy ? <Spinner /> : null} {submit}
        </Button>
      </div>
    </form>
  );
}
