"use client";
import { CircleHelp } from "lucide-react";
import Link from "next/link";
import { EndPart } from "#components/agents/page/end-part.tsx";
import type { AgentPageData, SessionPartsPage } from "#components/agents/page/page-data.ts";
import { Section } from "#components/agents/page/section.tsx";
import { SessionPartRow } from "#components/agents/page/session-part-row.tsx";
import { keyOfPart, useSessionParts } from "#components/agents/page/use-session-parts.ts";
import { Button } from "#components/ui/button.tsx";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

type SessionsProps = AgentPageData & { onEnded: () => void };

/** The sessions that an agent takes or took part in; what it waits for comes first. */
export function Sessions({ agent, detail, rights, underWay, ended, onEnded }: SessionsProps) {
  const waiting = detail.activeSessions.filter((part) => part.pendingAction !== null);
  const titles = new Map([...underWay.items, ...ended.items].map((part) => [part.sessionId, part.title]));
  const nothing = underWay.items.length === 0 && ended.items.length === 0;
  return (
    <Section id="sessions">
      {waiting.length > 0 ? <Waiting parts={waiting} slug={detail.slug} titles={titles} /> : null}
      {nothing ? <p className="text-muted text-ui">None yet. The first message starts one.</p> : null}
      <Parts
        name="Under way"
        status="active"
        agent={agent}
        slug={detail.slug}
        first={underWay}
        onEnded={rights.endSessions ? onEnded : undefined}
      />
      <Parts name="Ended" status="ended" agent={agent} slug={detail.slug} first={ended} />
    </Section>
  );
}

interface WaitingProps {
  parts: AgentDetail["activeSessions"];
  slug: string;
  titles: ReadonlyMap<string, string | null>;
}

function Waiting({ parts, slug, titles }: WaitingProps) {
  return (
    <div className="grid gap-2 rounded-xl border border-line bg-warning-soft p-4">
      <h3 className="flex items-center gap-2 font-medium text-ui text-warning">
        <CircleHelp aria-hidden className="size-4" />
        {parts.length === 1 ? "A question waits for an answer" : `${parts.length} questions wait for an answer`}
      </h3>
      <ul className="grid gap-1.5">
        {parts.map(({ sessionId, pendingAction }) => (
          <li key={sessionId} className="text-ui">
            <Link href={`/sessions/${sessionId}?agent=${slug}`} className="font-medium underline underline-offset-2">
              <bdi>{pendingAction?.prompt}</bdi>
            </Link>
            {titles.get(sessionId) ? <span className="text-muted"> in {titles.get(sessionId)}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PartsProps {
  name: string;
  status: "active" | "ended";
  agent: string;
  slug: string;
  first: SessionPartsPage;
  /** For those who may end them. */
  onEnded?: (() => void) | undefined;
}

function Parts({ name, status, agent, slug, first, onEnded }: PartsProps) {
  const { items, more, busy } = useSessionParts(agent, status, first);
  if (items.length === 0) return null;
  return (
    <div className="grid grid-cols-1 gap-1">
      <h3 className="font-medium text-muted text-ui">{name}</h3>
      <ul aria-label={name} className="grid grid-cols-1">
        {items.map((part) => (
          <SessionPartRow key={keyOfPart(part)} part={part} slug={slug}>
            {onEnded ? <EndPart agent={agent} part={part} onEnded={onEnded} /> : null}
          </SessionPartRow>
        ))}
      </ul>
      {more ? (
        <Button size="sm" className="justify-self-start" disabled={busy} onClick={() => void more()}>
          Show older ones
        </Button>
      ) : null}
    </div>
  );
}
