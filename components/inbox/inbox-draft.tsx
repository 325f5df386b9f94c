import { Check, Clock3 } from "lucide-react";
import { DraftDecision } from "#components/chat/thread/draft-decision.tsx";
import { UserWords } from "#components/chat/thread/user-message.tsx";
import { plainText } from "#components/markdown/plain-text.ts";
import type { InboxItem } from "#lib/application/sessions/inbox-schema.ts";

interface InboxDraftProps {
  item: Extract<InboxItem, { kind: "draft" }>;
  gone: boolean;
}

/** What a mentee wants to say, to be let pass or not. */
export const InboxDraft = ({ item: { draft, agentId, author, question }, gone }: InboxDraftProps) => (
  <div className="grid gap-2.5 rounded-xl border border-line bg-surface px-3.5 py-3">
    <p className="flex items-center gap-1.5 text-muted text-xs">
      {gone ? <Check aria-hidden className="size-3.5" /> : <Clock3 aria-hidden className="size-3.5" />}
      <span>
        {gone ? "Settled: draft by " : "Waits for your approval: draft by "}
        <bdi className="font-medium">{author}</bdi>
      </span>
    </p>
    {question ? (
      <p dir="auto" className="break-words text-muted text-ui">
        In answer to: {plainText(question)}
      </p>
    ) : null}
    <div className="flex flex-col items-start gap-1.5">
      <UserWords
        parts={draft.parts}
        className="max-w-full rounded-ee-2xl border border-line-strong border-dashed bg-transparent"
      />
    </div>
    {gone ? null : <DraftDecision draftId={draft.draftId} agentId={agentId} name={author} />}
  </div>
);
