"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { toast } from "#components/ui/toast.tsx";
import { changeWorkspaceInput } from "#lib/application/workspaces/schema.ts";

export function NameForm({ name: saved }: { name: string }) {
  const router = useRouter();
  const { values, change, forget } = useKept("workspace-name", { name: saved });
  const { name } = values;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useChecked(changeWorkspaceInput, { name }, problem);
  const changed = name.trim() !== saved;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!form.ready()) return;
    setBusy(true);
    const answer = await request("/api/workspaces/current", { method: "PATCH", body: { name } });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    change({ name: name.trim() });
    forget();
    router.refresh();
    void toast("The workspace has its new name.");
  }

  return (
    <form method="post" noValidate className="grid max-w-lg gap-3" onSubmit={onSubmit}>
      <Field label="Name" error={form.errorOf("name") ?? (problem?.errors.length === 0 ? problem.detail : undefined)}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoComplete="organization"
            onChange={(event) => {
              change({ name: event.target.value });
              setProblem(null);
              form.touch("name");
            }}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-9">
        <Button type="submit" variant="primary" disabled={busy || !changed}>
          {busy ? <Spinner /> : null} Save the name
        </Button>
      </div>
    </form>
  );
}
