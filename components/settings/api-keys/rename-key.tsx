"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { type ApiKeyView, renameApiKeyInput } from "#lib/application/api-keys/schema.ts";

export function RenameKey({ item, onClose }: { item: ApiKeyView; onClose(): void }) {
  const router = useRouter();
  const [name, setName] = useState(item.name);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const checked = renameApiKeyInput.shape.name.safeParse(name);
  const fault = checked.success ? fieldError(problem, "name") : checked.error.issues[0]?.message;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!checked.success) return;
    setBusy(true);
    const answer = await request(`/api/api-keys/${item.id}`, { method: "PATCH", body: { name: checked.data } });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    onClose();
    router.refresh();
  }

  return (
    <Dialog open onOpenChange={onClose} title={`Rename ${item.name}`}>
      <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit} noValidate>
        <Field label="Name" error={fault}>
          {(control) => (
            <Input
              {...control}
              value={name}
              autoComplete="off"
              onChange={(event) => {
                setProblem(null);
                setName(event.target.value);
              }}
            />
          )}
        </Field>
        <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy || !checked.success}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
