"use client";
import { MessageSquare, Plus } from "lucide-react";
import Link from "next/link";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { CATEGORY_WORDS } from "#components/agents/categories.ts";
import { fileSize } from "#components/chat/view/file-size.ts";
import { Markdown } from "#components/markdown/markdown.tsx";
import type { SessionSummary } from "#components/sessions/session-summary.ts";
import { useSessionActions } from "#components/sessions/sessions-context.tsx";
import { PageFrame } from "#components/shell/page-frame.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Ago } from "#components/ui/time.tsx";

/** One agent: what it can do, a way to begin, and what was begun. */
export function AgentScreen({ slug, sessions }: { slug: string; sessions: readonly SessionSummary[] }) {
  const agent = useAgent(slug);
  const { create } = useSessionActions();
  return (
    <PageFrame title={agent.name}>
      <div className="grid grid-cols-1 gap-9" {...accent(agent.colour)}>
        <header className="flex flex-wrap items-start gap-4">
          <AgentMark agent={agent} size="lg" />
          <div className="grid min-w-60 flex-1 gap-1.5">
            <p className="text-base">{agent.description}</p>
            <p className="flex flex-wrap gap-1.5">
              <Badge tone="agent">{CATEGORY_WORDS[agent.category]}</Badge>
              {agent.capabilities.map((one) => (
                <Badge key={one}>{one.replaceAll("_", " ")}</Badge>
              ))}
            </p>
          </div>
          <Button variant="agent" onClick={() => void create(agent.slug)}>
            <Plus /> Start a session
          </Button>
        </header>
        {agent.greeting ? (
          <section className="grid gap-2">
            <h2 className="font-medium text-muted text-ui">How it begins</h2>
            <div className="rounded-xl border border-line bg-surface p-4 text-msg">
              <Markdown text={agent.greeting} />
            </div>
          </section>
        ) : null}
        {agent.starters.length > 0 ? (
          <section className="grid gap-2">
            <h2 className="font-medium text-muted text-ui">Good first words</h2>
            <ul className="grid gap-2 sm:grid-cols-2">
              {agent.starters.map((starter) => (
                <li key={starter}>
                  <button
                    type="button"
                    className="h-full w-full rounded-xl border border-line bg-surface px-4 py-3 text-start text-sm hover:border-agent-line hover:bg-agent-soft"
                    onClick={() => void create(agent.slug, starter)}
                  >
                    {starter}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {agent.fileUpload ? (
          <p className="text-muted text-ui">
            Takes {agent.fileTypes.join(", ")} files up to {fileSize(agent.maxFileBytes)}.
          </p>
        ) : null}
        <section className="grid grid-cols-1 gap-2">
          <h2 className="font-medium text-muted text-ui">Your sessions with {agent.name}</h2>
          {sessions.length === 0 ? <p className="text-muted text-ui">None yet.</p> : null}
          <ul className="grid grid-cols-1">
            {sessions.map((session) => (
              <li key={session.id}>
                <Link
                  href={`/sessions/${session.id}?agent=${agent.slug}`}
                  className="flex items-center gap-2.5 rounded-lg px-2 py-2 text-sm hover:bg-hover"
                >
                  <MessageSquare aria-hidden className="size-4 shrink-0 text-muted" />
                  <span dir="auto" className="min-w-0 flex-1 truncate">
                    {session.title ?? "New session"}
                  </span>
                  <Ago at={session.lastActivityAt} className="text-muted text-xs" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </PageFrame>
  );
}
