"use client";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError } from "#components/api/problem.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { useSave } from "#components/settings/use-save.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";
import { updateProfileInput } from "#lib/application/sign-ins/schema.ts";

/** The name that others see. */
export function NameForm({ name: saved }: { name: string }) {
  const router = useRouter();
  const { values, change, forget: forgetDraft } = useKept("profile-name", { name: saved });
  const { name } = values;
  const { save, busy, problem, forget } = useSave("/api/me", "PATCH");
  const checked = updateProfileInput.safeParse({ name });
  const fault = checked.success ? undefined : checked.error.issues[0]?.message;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const answer = await save({ name });
    if (!answer.ok) return;
    forgetDraft();
    void toast("Your name is changed.");
    router.refresh();
  }

  return (
    <form method="post" className="grid max-w-sm gap-4" onSubmit={onSubmit}>
      <Field label="Name" hint="As others see it." error={fieldError(problem, "name") ?? fault}>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            maxLength={100}
            value={name}
            onChange={(event) => {
              change({ name: event.target.value });
              forget();
            }}
            required
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div>
        <Button type="submit" disabled={busy || Boolean(fault) || name.trim() === saved}>
          Save name
        </Button>
      </div>
    </form>
  );
}
