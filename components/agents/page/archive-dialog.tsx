"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

interface ArchiveDialogProps {
  /** The name of its owner when that is somebody else. */
  owner: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  detail: AgentDetail;
}

/** Says what an archive does before it is done. */
export function ArchiveDialog({ owner, open, onOpenChange, detail }: ArchiveDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { id, name, slug } = detail;
  const active = detail.activeSessions.length;

  async function archive(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const body = { terminateActive: active > 0, ...(reason.trim() && { reason: reason.trim() }) };
    const answer = await request(`/api/agents/${id}/archive`, { method: "POST", body });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    onOpenChange(false);
    if (owner === null) router.push(`/agents/${slug}`);
    router.refresh();
    const seeOld = { label: "See the old one", act: () => router.push(`/agents/${id}`) };
    void toast(`${name} is archived. Its next use starts afresh.`, "info", owner === null ? seeOld : undefined);
  }

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={owner === null ? `Archive ${name} and start afresh?` : `Archive ${name} of ${owner}?`}
    >
      <form method="post" className="grid gap-4 p-5" onSubmit={archive}>
        <ul className="grid list-disc gap-1.5 ps-5 text-ui">
          <li>{stopWords(active)}</li>
          <li>
            {owner === null ? "At its next use" : `When ${owner} uses it next,`} a fresh one is made, without these
            preferences, people and memories.
          </li>
          <li>The old one and its history stay readable at their own address.</li>
        </ul>
        <Field label="Reason (optional)" hint="Kept in its timeline.">
          {(control) => (
            <Input {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        <FormNote text={problem?.detail ?? null} />
        <div className="flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Keep it</Button>
          <Button type="submit" variant="danger" disabled={busy}>
            Archive
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function stopWords(active: number): string {
  if (active === 0) return "None of its sessions is under way, so nothing is stopped.";
  const sessions = active === 1 ? "Its session under way is" : `Its ${active} sessions under way are`;
  return `${sessions} stopped for it, with whatever runs or waits for an answer there.`;
}
