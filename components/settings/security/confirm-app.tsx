"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError } from "#components/api/problem.ts";
import { QrCode } from "#components/settings/security/qr-code.tsx";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface ConfirmAppProps {
  secret: string;
  uri: string;
  onConfirmed(codes: string[]): void;
}

/** Puts the secret into an app and has it prove itself with a first code. */
export function ConfirmApp({ secret, uri, onConfirmed }: ConfirmAppProps) {
  const [code, setCode] = useState("");
  const { save, busy, problem } = useSave<{ recoveryCodes: string[] }>("/api/second-factor/confirm");

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const answer = await save({ code });
    if (answer.ok) onConfirmed(answer.body.recoveryCodes);
  }

  return (
    <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit}>
      <p className="text-ui leading-relaxed">Scan this with an authenticator app, or type the key into it.</p>
      <div className="flex flex-wrap items-center gap-4">
        <QrCode text={uri} label="QR code for an authenticator app" />
        <div className="grid min-w-44 flex-1 gap-1">
          <span className="font-medium text-ui">Key</span>
          <span className="flex items-center gap-1">
            <code className="min-w-0 text-xs" data-testid="totp-key">
              {secret.match(/.{4}/g)?.join(" ")}
            </code>
            <CopyButton text={() => secret} label="Copy the key" />
          </span>
          <span className="text-muted text-xs">Time-based, six digits, 30 seconds</span>
        </div>
      </div>
      <Field label="Code that the app shows" error={fieldError(problem, "code")}>
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            className="font-mono text-lg tracking-[0.3em]"
            value={code}
            onChange={(event) => setCode(event.target.value)}
            required
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={busy || code.replace(/\D/g, "").length < 6}>
          {busy ? <Spinner /> : null} Turn on
        </Button>
      </div>
    </form>
  );
}
