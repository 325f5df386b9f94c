"use client";
import Link from "next/link";
import { AgentMark } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { Question } from "#components/chat/questions/question.tsx";
import { InboxDraft } from "#components/inbox/inbox-draft.tsx";
import { since } from "#components/inbox/inbox-queue.ts";
import { Ago } from "#components/ui/time.tsx";
import type { InboxItem } from "#lib/application/sessions/inbox-schema.ts";

const GONE = { outcome: null, response: null, by: null, at: null };

/** One thing that waits: whose, in which session, since when; and the widget that answers it. */
export function InboxRow({ item, gone }: { item: InboxItem; gone: boolean }) {
  const { sessionId, sessionTitle, agent: asker } = item;
  const known = useAgent(asker.slug);
  const agent = { ...known, name: asker.name };
  return (
    <article className="grid gap-2">
      <header className="flex min-w-0 items-center gap-2 text-ui">
        <AgentMark agent={agent} size="sm" />
        <span className="shrink-0 font-semibold">{agent.name}</span>
        <Link
          href={`/sessions/${sessionId}?agent=${encodeURIComponent(asker.slug)}`}
          dir="auto"
          className="min-w-0 truncate text-muted underline-offset-4 hover:text-foreground hover:underline"
        >
          <span className="sr-only">in </span>
          {sessionTitle?.trim() || "New session"}
        </Link>
        <Ago at={since(item)} className="ms-auto shrink-0 text-muted text-xs" />
      </header>
      {item.kind === "question" ? (
        <Question
          action={item.action}
          call={item.call}
          {...{ sessionId, agent }}
          end={gone ? GONE : null}
          readOnly={null}
        />
      ) : (
        <InboxDraft item={item} gone={gone} />
      )}
    </article>
  );
}
