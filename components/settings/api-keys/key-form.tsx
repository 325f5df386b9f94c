"use client";
import { type FormEvent, useState } from "react";
import { z } from "zod";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { useChecked } from "#components/forms/use-checked.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { EXPIRIES, type Expiry, endOf } from "#components/settings/api-keys/key-words.ts";
import { ScopePicker } from "#components/settings/api-keys/scope-picker.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, Input, Select } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { createApiKeyInput, type NewApiKeyView } from "#lib/application/api-keys/schema.ts";
import { SCOPES, type Scope } from "#lib/domain/access.ts";

const EXPIRY_WORDS: Record<Expiry, string> = {
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In a year",
  date: "On a day of your choice",
  never: "Never",
};

/** The door's own schema, and in words what it would say of the time. */
const withFuture = (now: number) =>
  createApiKeyInput.extend({
    expiresAt: z
      .string("Choose a day.")
      .refine((end) => Date.parse(end) > now, "Choose a day to come.")
      .nullable(),
  });

interface KeyDraft {
  name: string;
  expiry: Expiry;
  day: string;
  scopes: readonly Scope[];
}

const EMPTY: KeyDraft = { name: "", expiry: "90", day: "", scopes: SCOPES };

interface KeyFormProps {
  onMade(key: NewApiKeyView): void;
  onCancel(): void;
}

/** Asks what a new key is called, how long it lasts and what it may do; what is wrong is said as it is typed. */
export function KeyForm({ onMade, onCancel }: KeyFormProps) {
  const { values: draft, change, forget } = useKept("api-key", EMPTY);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { name, expiry, day, scopes } = draft;
  const [now] = useState(() => Date.now());
  const values = { name, scopes, expiresAt: endOf(expiry, day, now) };
  const checked = useChecked(withFuture(now), values, problem);
  const edit = (field: string, next: Partial<KeyDraft>) => {
    setProblem(null);
    checked.touch(field);
    change(next);
  };

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!checked.ready()) return;
    setBusy(true);
    const answer = await request<NewApiKeyView>("/api/api-keys", {
      method: "POST",
      body: { ...values, name: name.trim() },
    });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    forget();
    onMade(answer.body);
  }

  return (
    <form method="post" className="grid gap-5 p-5" onSubmit={onSubmit} noValidate>
      <Field label="Name" hint="What it is for, so that you know it again." error={checked.errorOf("name")}>
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
        <Field label="Ends" error={expiry === "date" ? undefined : checked.errorOf("expiresAt")}>
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
          <Field label="Last day" error={checked.errorOf("expiresAt")}>
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
      <ScopePicker
        scopes={scopes}
        error={checked.errorOf("scopes")}
        onChange={(next) => edit("scopes", { scopes: next })}
      />
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
