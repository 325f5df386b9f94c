"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { type AgentChange, useUpdateAgent } from "#components/agents/preferences/use-update-agent.ts";
import { fieldError } from "#components/api/problem.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input, Textarea } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

interface ProfileFormProps {
  agent: string;
  detail: AgentDetail;
  /** The name that the registry gives it. */
  ownName: string;
  onSaved: (detail: AgentDetail) => void;
}

/** Name and instructions of an agent, and the way back to its own. */
export function ProfileForm({ agent, detail, ownName, onSaved }: ProfileFormProps) {
  const [edited, setEdited] = useState<{ name: string; instructions: string } | null>(null);
  const { save, busy, problem } = useUpdateAgent(agent, onSaved);
  const kept = { name: detail.name, instructions: detail.systemPromptOverride ?? "" };
  const { name, instructions } = edited ?? kept;
  const isOwn = detail.name === ownName && detail.systemPromptOverride === null;

  async function saveAll(change: AgentChange, words: string) {
    if (Object.keys(change).length > 0 && !(await save(change))) return;
    setEdited(null);
    void toast(words);
  }
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    const change = {
      ...(name !== kept.name && { name }),
      ...(instructions !== kept.instructions && { systemPromptOverride: instructions.trim() ? instructions : null }),
    };
    void saveAll(change, "Name and instructions saved.");
  }

  return (
    <form method="post" aria-label="Name and instructions" className="grid gap-4" onSubmit={onSubmit}>
      <Field label="Name" error={fieldError(problem, "name")}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={100}
            className="sm:max-w-80"
            value={name}
            onChange={(event) => setEdited({ name: event.target.value, instructions })}
          />
        )}
      </Field>
      <Field
        label="Instructions"
        hint={`What it is told before every conversation, in place of ${ownName}’s own instructions. Leave empty for those.`}
        error={fieldError(problem, "systemPromptOverride")}
      >
        {(control) => (
          <Textarea
            {...control}
            dir="auto"
            rows={4}
            maxLength={20_000}
            placeholder="Its own"
            value={instructions}
            onChange={(event) => setEdited({ name, instructions: event.target.value })}
          />
        )}
      </Field>
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex flex-wrap gap-2">
        {isOwn ? null : (
          <Button
            disabled={busy}
            onClick={() => void saveAll({ name: ownName, systemPromptOverride: null }, "Back to its own.")}
          >
            Reset to its own
          </Button>
        )}
        {edited ? (
          <>
            <span className="flex-1" />
            <Button variant="ghost" disabled={busy} onClick={() => setEdited(null)}>
              Undo
            </Button>
            <Button type="submit" variant="primary" disabled={busy}>
              Save name and instructions
            </Button>
          </>
        ) : null}
      </div>
    </form>
  );
}
