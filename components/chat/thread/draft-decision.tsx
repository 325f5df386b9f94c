"use client";
import { Check, X } from "lucide-react";
import { Suspense, useState } from "react";
import { sessionApi } from "#components/chat/session-api.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import { whenNeeded } from "#components/ui/when-needed.ts";

const RejectDialog = whenNeeded(() => import("#components/chat/thread/reject-dialog.tsx"));

interface DraftDecisionProps {
  draftId: string;
  agentId: string;
  /** Whose draft it is. */
  name: string;
}

/** Lets a draft pass, or says why not. */
export function DraftDecision({ draftId, agentId, name }: DraftDecisionProps) {
  const [busy, setBusy] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  async function decide(reason?: string) {
    setBusy(true);
    setRejecting(false);
    const answer =
      reason === undefined
        ? await sessionApi.approveDraft(agentId, draftId)
        : await sessionApi.rejectDraft(agentId, draftId, reason);
    setBusy(false);
    if (!answer.ok) await toast(answer.problem.detail, "error");
  }
  return (
    <div className="flex gap-2">
      <Button size="sm" variant="primary" disabled={busy} onClick={() => void decide()}>
        <Check /> Approve
      </Button>
      <Button size="sm" disabled={busy} onClick={() => setRejecting(true)}>
        <X /> Reject
      </Button>
      {rejecting ? (
        <Suspense>
          <RejectDialog onClose={() => setRejecting(false)} name={name} onReject={(reason) => void decide(reason)} />
        </Suspense>
      ) : null}
    </div>
  );
}
