"use client";
import { ArrowRight } from "lucide-react";
import { AgentMark, accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { useSession, useSessionStore } from "#components/chat/session-context.tsx";
import { FileChip } from "#components/chat/thread/file-chip.tsx";
import { isOwn } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";
import { each } from "#components/ui/each.ts";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";

/** What one agent gave the next, in full: nothing is passed on behind a person's back. */
export function HandoffCard({ packet, received }: { packet: HandoffPacket; received: boolean }) {
  const store = useSessionStore();
  const from = useAgent(packet.fromSlug);
  const to = useAgent(packet.toSlug);
  const other = received ? from : to;
  const isSeen = useSession((state) => isOwn(state.view) || other.slug in state.view.conversations);
  return (
    <article
      {...accent(to.colour)}
      aria-label={`Hand-off from ${from.name} to ${to.name}`}
      className="overflow-hidden rounded-xl border border-agent-line bg-surface"
    >
      <header className="flex flex-wrap items-center gap-x-2 gap-y-1 border-agent-line border-b bg-agent-soft px-3.5 py-2 text-ui">
        <AgentMark agent={from} size="sm" />
        <span>{from.name}</span>
        <ArrowRight aria-label="to" className="size-3.5 text-muted" />
        <AgentMark agent={to} size="sm" />
        <span className="font-medium">{to.name}</span>
        {isSeen ? (
          <Button
            variant={received ? "ghost" : "agent"}
            size="sm"
            className="ms-auto"
            onClick={() => store.open(other.slug)}
          >
            {received ? `Back to ${other.name}` : `Open ${other.name}`}
          </Button>
        ) : null}
      </header>
      <dl className="grid gap-3 px-3.5 py-3 text-sm" dir="auto">
        <Row term="Goal">
          <p>{packet.goal}</p>
        </Row>
        {packet.facts.length > 0 ? <Row term="Known so far">{list(packet.facts)}</Row> : null}
        {packet.openQuestions.length > 0 ? <Row term="Open questions">{list(packet.openQuestions)}</Row> : null}
        {packet.files.length > 0 ? (
          <Row term="Files">
            <div className="flex flex-wrap gap-1.5">
              {packet.files.map((file) => (
                <FileChip key={file.fileId} file={file} />
              ))}
            </div>
          </Row>
        ) : null}
      </dl>
    </article>
  );
}

const list = (items: readonly string[]) => (
  <ul className="grid list-disc gap-0.5 ps-4.5 marker:text-muted">
    {each(items, (item) => (
      <li>{item}</li>
    ))}
  </ul>
);

function Row({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-1 sm:grid-cols-[7rem_1fr] sm:gap-3">
      <dt className="pt-px text-muted text-ui">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
