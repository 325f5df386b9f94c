"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useSwitch } from "#components/workspaces/workspaces-context.tsx";
import { createWorkspaceInput } from "#lib/application/workspaces/schema.ts";

/** Makes a further workspace and goes there. */
export default function NewWorkspace({ onClose, onCancel }: { onClose(): void; onCancel(): void }) {
  const { values, change, forget } = useKept("workspace", { name: "" });
  const { name } = values;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useChecked(createWorkspaceInput, { name }, problem);
  const switchTo = useSwitch();

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    const answer = await request<{ id: string }>("/api/workspaces", { method: "POST", body: { name } });
    if (answer.ok) {
      forget();
      return switchTo(answer.body.id);
    }
    setProblem(answer.problem);
    setBusy(false);
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="New workspace"
      description="A place of its own: its people, models and sessions are separate from those of this one."
    >
      <form method="post" noValidate className="grid gap-4 p-5" onSubmit={onSubmit}>
        <Field label="Name" error={form.errorOf("name")}>
          {(control) => (
            <Input
              {...control}
              value={name}
              autoFocus
              autoComplete="organization"
              placeholder="Research"
              onChange={(event) => change({ name: event.target.value })}
              onBlur={() => name && form.touch("name")}
            />
          )}
        </Field>
        <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
        <div className="flex justify-end gap-2">
          <Button onClick={onCancel}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            {busy ? <Spinner /> : null} Create and open
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
