"use client";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { AskingStatus } from "#components/settings/models/asking-status.tsx";
import { useAsking } from "#components/settings/models/use-asking.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { connectionFields, type LlmConfigView } from "#lib/application/llm/schema.ts";

interface RotateKeyProps {
  open: boolean;
  config: LlmConfigView;
  onClose(): void;
  onDone(): void;
}

export const RotateKey = ({ open, config, onClose, onDone }: RotateKeyProps) => (
  <Dialog
    open={open}
    onOpenChange={onClose}
    title={`Replace the key of ${config.name}`}
    description={`The model is asked with the new key first. Until it answers, the key that ends in ${config.keyHint} stays.`}
  >
    <NewKey config={config} onClose={onClose} onDone={onDone} />
  </Dialog>
);

function NewKey({ config, onClose, onDone }: Omit<RotateKeyProps, "open">) {
  const [apiKey, setApiKey] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const asking = useAsking();
  const checked = connectionFields.apiKey.safeParse(apiKey);
  const fault = apiKey && !checked.success ? checked.error.issues[0]?.message : undefined;
  const busy = asking.since !== null;

  async function store(force: boolean) {
    if (!checked.success) return;
    setProblem(null);
    const path = `/api/llm-configs/${config.id}/rotate`;
    const answer = await asking.ask(path, { method: "POST", body: { apiKey: checked.data, force } });
    if (!answer) return;
    if (answer.ok) onDone();
    else setProblem(answer.problem);
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void store(false);
  }

  return (
    <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit} noValidate>
      <Field
        label="New API key"
        hint="Stored encrypted; it is never shown again."
        error={fault ?? fieldError(problem, "apiKey")}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="off"
            value={apiKey}
            onChange={(event) => {
              setApiKey(event.target.value);
              setProblem(null);
            }}
          />
        )}
      </Field>
      <AskingStatus asking={asking} />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Keep the old one</Button>
        {problem?.code === "llm_config_invalid" ? (
          <Button variant="danger" disabled={busy} onClick={() => void store(true)}>
            Store it anyway
          </Button>
        ) : null}
        <Button type="submit" variant="primary" disabled={busy || !checked.success}>
          Test and replace
        </Button>
      </div>
    </form>
  );
}
