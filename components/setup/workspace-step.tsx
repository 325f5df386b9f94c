"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface WorkspaceStepProps {
  problem: Problem | null;
  onBack(): void;
  onDone(name: string): Promise<void>;
}

export function WorkspaceStep({ problem, onBack, onDone }: WorkspaceStepProps) {
  const [busy, setBusy] = useState(false);
  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("workspaceName"));
    setBusy(true);
    await onDone(name);
    setBusy(false);
  }
  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="Workspace name" error={fieldError(problem, "workspaceName")}>
        {(control) => (
          <Input
            {...control}
            name="workspaceName"
            autoFocus
            required
            maxLength={100}
            placeholder="Analytical Engines"
            autoComplete="organization"
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex gap-2">
        <Button size="lg" onClick={onBack} disabled={busy}>
          Back
        </Button>
        <Button type="submit" variant="primary" size="lg" className="flex-1" disabled={busy}>
          {busy ? <Spinner /> : null} Create workspace
        </Button>
      </div>
    </form>
  );
}
