"use client";
import { Check, Clock3, X } from "lucide-react";
import { useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { sessionApi } from "#components/chat/session-api.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { RejectDialog } from "#components/chat/thread/reject-dialog.tsx";
import { UserWords } from "#components/chat/thread/user-message.tsx";
import { acts, authorOf, roleOf } from "#components/chat/view/role-of.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Draft } from "#lib/domain/session/draft.ts";

interface DraftCardProps {
  draft: Draft;
  slug: string;
  agentId: string;
}

/** What a mentee wants to say: it waits, or was not sent. Those who may decide on it do so here. */
export function DraftCard({ draft, slug, agentId }: DraftCardProps) {
  const me = useMe();
  const people = useSession((state) => state.view.people);
  const role = useSession((state) => roleOf(state.view, slug));
  const name = authorOf(people, draft.authorId, me)?.name ?? "You";
  const question = useSession((state) => state.view.clientActions[draft.clientActionId ?? ""]?.prompt);
  const waits = draft.status === "pending";
  return (
    <article aria-label={name === "You" ? "Your draft" : `Draft by ${name}`} className="flex flex-col items-end gap-2">
      <header className="flex flex-wrap items-center justify-end gap-2 text-ui">
        <bdi className="font-medium">{name}</bdi>
        {waits ? (
          <Badge tone="warning">
            <Clock3 aria-hidden /> waiting for approval
          </Badge>
        ) : (
          <Badge tone="danger">not sent</Badge>
        )}
      </header>
      {question ? (
        <p dir="auto" className="max-w-[85%] text-end text-muted text-ui">
          In answer to: {question}
        </p>
      ) : null}
      <UserWords parts={draft.parts} className="border border-line-strong border-dashed bg-transparent" />
      {waits && acts(role) && draft.authorId !== me ? <Decide draft={draft} agentId={agentId} name={name} /> : null}
      {draft.reason ? (
        <p dir="auto" className="max-w-[85%] text-muted text-ui">
          {people[draft.decidedBy ?? ""] ?? "Somebody"}: {draft.reason}
        </p>
      ) : null}
    </article>
  );
}

function Decide({ draft, agentId, name }: { draft: Draft; agentId: string; name: string }) {
  const [busy, setBusy] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  async function decide(reason?: string) {
    setBusy(true);
    setRejecting(false);
    const answer =
      reason === undefined
        ? await sessionApi.approveDraft(agentId, draft.draftId)
        : await sessionApi.rejectDraft(agentId, draft.draftId, reason);
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
      <RejectDialog
        open={rejecting}
        onOpenChange={setRejecting}
        name={name}
        onReject={(reason) => void decide(reason)}
      />
    </div>
  );
}
