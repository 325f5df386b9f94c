"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { each } from "#components/ui/each.ts";
import { Field, Input } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

interface ConfirmProps {
  title: string;
  /** What it will do, a line each. */
  points: readonly ReactNode[];
  /** What the button says: the verb. */
  action: string;
  /** Typed before anything happens, for what cannot be taken back. */
  phrase?: { label: string; text: string };
  danger?: boolean;
  onClose(): void;
  /** Does it; what went wrong comes back in words, null when all went well. */
  onConfirm(): Promise<string | null>;
  children?: ReactNode;
}

/** Asks once, and says what will happen. */
export function Confirm({ title, points, action, phrase, danger = true, onClose, onConfirm, children }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ready = !phrase || typed.trim() === phrase.text;

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!ready) return setFault(`Type “${phrase?.text}” first.`);
    setBusy(true);
    const refusal = await onConfirm();
    setBusy(false);
    if (refusal === null) onClose();
    else setFault(refusal);
  }

  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <form method="post" className="grid gap-4 p-5" onSubmit={onSubmit}>
        <ul className="grid list-disc gap-1.5 ps-5 text-ui">
          {each(points, (point) => (
            <li>{point}</li>
          ))}
        </ul>
        {children}
        {phrase ? (
          <Field label={phrase.label}>
            {(control) => (
              <Input {...control} value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
            )}
          </Field>
        ) : null}
        {fault ? (
          <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger text-ui">
            {fault}
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={danger ? "danger" : "primary"} disabled={busy || !ready}>
            {busy ? <Spinner /> : null} {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
