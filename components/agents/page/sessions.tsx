"use client";
import { EndPart } from "#components/agents/page/end-part.tsx";
import type { AgentPageData, SessionPartsPage } from "#components/agents/page/page-data.ts";
import { Section } from "#components/agents/page/section.tsx";
import { SessionPartRow } from "#components/agents/page/session-part-row.tsx";
import { keyOfPart, useSessionParts } from "#components/agents/page/use-session-parts.ts";
import { Waiting } from "#components/agents/page/waiting.tsx";
import { Button } from "#components/ui/button.tsx";

type SessionsProps = AgentPageData & { onEnded: () => void };

/** The sessions that an agent takes or took part in; what it waits for comes first. */
export function Sessions({ onEnded, ...data }: SessionsProps) {
  const { agent, detail, rights, underWay, ended } = data;
  const titles = new Map([...underWay.items, ...ended.items].map((part) => [part.sessionId, part.title]));
  const nothing = underWay.items.length === 0 && ended.items.length === 0;
  return (
    <Section id="sessions">
      <Waiting key={detail.id} data={data} titles={titles} />
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
