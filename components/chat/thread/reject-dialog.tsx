"use client";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Input } from "#components/ui/field.tsx";

interface RejectDialogProps {
  onClose(): void;
  name: string;
  onReject(reason: string): void;
}

/** Asks for a word to the author of a draft that is not to be sent. */
export default function RejectDialog({ onClose, name, onReject }: RejectDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title="Reject this draft?"
      description={`It is not sent. ${name} sees what you write here.`}
    >
      <form
        className="grid gap-4 p-5"
        onSubmit={(event) => {
          event.preventDefault();
          onReject(reason.trim());
        }}
      >
        <Field label="Reason (optional)">
          {(control) => (
            <Input {...control} maxLength={1_000} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="danger">
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
