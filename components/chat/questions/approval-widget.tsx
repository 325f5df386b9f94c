"use client";
import { useId } from "react";
import { CallInput } from "#components/chat/questions/call-input.tsx";
import type { WidgetProps } from "#components/chat/questions/widget.ts";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/field.tsx";

/** What would run, and whether it may. */
export function ApprovalWidget({ call, draft, disabled, labelledBy, onDraft, onSubmit }: WidgetProps) {
  const id = useId();
  const note = typeof draft === "string" ? draft : null;
  const answer = (approved: boolean) => {
    const said = note?.trim();
    onSubmit({ approved, ...(said && { note: said }) });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that each answer are no form
    <div role="group" aria-labelledby={labelledBy} className="grid gap-3">
      {call ? <CallInput call={call} /> : null}
      {note === null ? null : (
        <div className="grid gap-1.5">
          <label htmlFor={id} className="font-medium text-ui">
            Note (optional)
          </label>
          <Textarea
            id={id}
            dir="auto"
            rows={2}
            maxLength={2_000}
            value={note}
            disabled={disabled}
            onChange={(event) => onDraft(event.target.value)}
          />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="agent" disabled={disabled} onClick={() => answer(true)}>
          Approve
        </Button>
        <Button variant="danger" disabled={disabled} onClick={() => answer(false)}>
          Refuse
        </Button>
        {note === null ? (
          <Button variant="ghost" disabled={disabled} onClick={() => onDraft("")}>
            Add a note
          </Button>
        ) : null}
      </div>
    </div>
  );
}
