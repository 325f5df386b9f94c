"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { EXPIRIES, type Expiry, endOf } from "#components/settings/api-keys/key-words.ts";
import { ScopePicker } from "#components/settings/api-keys/scope-picker.tsx";
import { useKeyDraft } from "#components/settings/api-keys/use-key-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input, Select } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { createApiKeyInput, type NewApiKeyView } from "#lib/application/api-keys/schema.ts";

const EXPIRY_WORDS: Record<Expiry, string> = {
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In a year",
  date: "On a day of your choice",
  never: "Never",
};

interface KeyFormProps {
  onMade(key: NewApiKeyView): void;
  onCancel(): void;
}

/** Asks what a new key is called, how long it lasts and what it may do; what is wrong is said as it is typed. */
export function KeyForm({ onMade, onCancel }: KeyFormProps) {
  const [draft, change, forget] = useKeyDraft();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { name, expiry, day, scopes } = draft;
  const end = endOf(expiry, day, Date.now());
  const checked = createApiKeyInput.safeParse({ name, scopes, expiresAt: end ?? null });
  const issues = checked.success ? [] : checked.error.issues;
  const ownFault: Partial<Record<string, string>> = {
    name: issues.find(({ path }) => path[0] === "name")?.message,
    scopes: issues.find(({ path }) => path[0] === "scopes")?.message,
    expiresAt:
      end === undefined ? "Choose a day." : end && Date.parse(end) <= Date.now() ? "Choose a day to come." : undefined,
  };
  const errorOf = (field: string) => (touched.has(field) ? ownFault[field] : undefined) ?? fieldError(problem, field);
  const touch = (field: string) => setTouched((now) => new Set([...now, field]));
  const edit = (field: string, next: Parameters<typeof change>[0]) => {
    setProblem(null);
    touch(field);
    change(next);
  };

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    setTouched(new Set(Object.keys(ownFault)));
    if (!checked.success || ownFault.expiresAt) return;
    setBusy(true);
    const answer = await request<NewApiKeyView>("/api/api-keys", { method: "POST", body: checked.data });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    forget();
    onMade(answer.body);
  }

  return (
    <form method="post" className="grid gap-5 p-5" onSubmit={onSubmit} noValidate>
      <Field label="Name" hint="What it is for, so that you know it again." error={errorOf("name")}>
        {(control) => (
          <Input
            {...control}
            value={name}
            autoComplete="off"
            placeholder="Nightly report"
            onChange={(event) => edit("name", { name: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Ends" error={expiry === "date" ? undefined : errorOf("expiresAt")}>
          {(control) => (
            <Select {...control} value={expiry} onChange={(event) => change({ expiry: event.target.value as Expiry })}>
              {EXPIRIES.map((one) => (
                <option key={one} value={one}>
                  {EXPIRY_WORDS[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {expiry === "date" ? (
          <Field label="Last day" error={errorOf("expiresAt")}>
            {(control) => (
              <Input
                {...control}
                type="date"
                value={day}
                onChange={(event) => edit("expiresAt", { day: event.target.value })}
              />
            )}
          </Field>
        ) : null}
      </div>
      <ScopePicker scopes={scopes} error={errorOf("scopes")} onChange={(next) => edit("scopes", { scopes: next })} />
      <p className="text-muted text-xs">
        A key acts in your name. It never does more than your role in this workspace allows at that moment, and it ends
        when you leave.
      </p>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? <Spinner /> : null} Make the key
        </Button>
      </div>
    </form>
  );
}
