"use client";
import { useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";

interface DeleteModelProps {
  open: boolean;
  config: LlmConfigView;
  onClose(): void;
  onDone(): void;
}

export function DeleteModel({ open, config, onClose, onDone }: DeleteModelProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function remove() {
    setBusy(true);
    const answer = await request(`/api/llm-configs/${config.id}`, { method: "DELETE" });
    setBusy(false);
    if (answer.ok) onDone();
    else setFailure(answer.problem.detail);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`Delete ${config.name}?`}
      description={`${config.keyHint ? "Its key is deleted with it. " : ""}Conversations stay as they are; those that have chosen it go on with the default.`}
    >
      <div className="grid gap-4 p-5">
        <FormNote text={failure} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep</Button>
          <Button variant="danger" disabled={busy} onClick={() => void remove()}>
            Delete
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
