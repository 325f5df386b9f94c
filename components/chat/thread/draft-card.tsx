"use client";
import { Clock3 } from "lucide-react";
import { useMe } from "#components/account/me.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { DraftDecision } from "#components/chat/thread/draft-decision.tsx";
import { UserWords } from "#components/chat/thread/user-message.tsx";
import { acts, authorOf, roleOf } from "#components/chat/view/role-of.ts";
import { Badge } from "#components/ui/badge.tsx";
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
      {waits && acts(role) && draft.authorId !== me ? (
        <DraftDecision draftId={draft.draftId} agentId={agentId} name={name} />
      ) : null}
      {draft.reason ? (
        <p dir="auto" className="max-w-[85%] text-muted text-ui">
          {draft.decidedBy ? `${people[draft.decidedBy] ?? "Somebody"}: ` : null}
          {draft.reason}
        </p>
      ) : null}
    </article>
  );
}
