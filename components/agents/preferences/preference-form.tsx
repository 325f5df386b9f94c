"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { PreferenceLine } from "#components/agents/preferences/preference-line.tsx";
import {
  emptyRow,
  type PreferenceRow,
  patchBetween,
  type RowError,
  readRows,
  rowsOf,
} from "#components/agents/preferences/rows.ts";
import { useUpdateAgent } from "#components/agents/preferences/use-update-agent.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import type { JsonObject } from "#lib/domain/json.ts";

interface PreferenceFormProps {
  agent: string;
  preferences: JsonObject;
  onSaved: (detail: AgentDetail) => void;
}

/** An agent's preferences, a line each. Until something is edited it shows what is kept, as that changes. */
export function PreferenceForm({ agent, preferences, onSaved }: PreferenceFormProps) {
  const [edited, setEdited] = useState<readonly PreferenceRow[] | null>(null);
  const [errors, setErrors] = useState<readonly RowError[]>([]);
  const { save, busy, problem } = useUpdateAgent(agent, onSaved);
  const added = useRef(0);
  const form = useRef<HTMLFormElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const rows = edited ?? rowsOf(preferences);

  function add() {
    added.current += 1;
    setEdited([...rows, emptyRow(`new:${added.current}`)]);
  }
  /** What had the focus is gone after this, so the button that stays gets it. */
  function undo() {
    setEdited(null);
    setErrors([]);
    addButton.current?.focus();
  }
  function remove(id: string) {
    setEdited(rows.filter((one) => one.id !== id));
    addButton.current?.focus();
  }
  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    const reading = readRows(rows);
    setErrors(reading.ok ? [] : reading.errors);
    if (!reading.ok)
      return requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
    const patch = patchBetween(preferences, reading.preferences);
    if (Object.keys(patch).length > 0 && !(await save({ preferences: patch }))) return;
    undo();
    void toast("Preferences saved.");
  }

  return (
    <form ref={form} method="post" aria-label="Preferences" className="grid gap-3" onSubmit={onSubmit}>
      {rows.length === 0 ? (
        <p className="text-muted text-ui">
          None yet. Try a language, a tone, a currency, or how long answers should be.
        </p>
      ) : null}
      <ul className="grid gap-2">
        {rows.map((row, index) => (
          <PreferenceLine
            key={row.id}
            row={row}
            label={row.name.trim() || `preference ${index + 1}`}
            errors={errors.filter((one) => one.id === row.id)}
            focus={row.id === `new:${added.current}`}
            onChange={(next) => setEdited(rows.map((one) => (one.id === row.id ? next : one)))}
            onRemove={() => remove(row.id)}
          />
        ))}
      </ul>
      <FormNote text={problem?.detail ?? null} />
      <div className="flex flex-wrap gap-2">
        <Button ref={addButton} onClick={add}>
          <Plus /> Add a preference
        </Button>
        {edited ? (
          <>
            <span className="flex-1" />
            <Button variant="ghost" disabled={busy} onClick={undo}>
              Undo
            </Button>
            <Button type="submit" variant="primary" disabled={busy}>
              Save preferences
            </Button>
          </>
        ) : null}
      </div>
    </form>
  );
}
