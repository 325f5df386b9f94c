"use client";
import { useMemo, useState } from "react";
import { accent } from "#components/agents/agent-mark.tsx";
import { useAgent } from "#components/agents/agents-context.tsx";
import { MemoryList } from "#components/agents/memory-list.tsx";
import { About } from "#components/agents/page/about.tsx";
import { ArchiveDialog } from "#components/agents/page/archive-dialog.tsx";
import { ArchivedList } from "#components/agents/page/archived-list.tsx";
import { Life } from "#components/agents/page/life.tsx";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { PageHeader } from "#components/agents/page/page-header.tsx";
import { Preferences } from "#components/agents/page/preferences.tsx";
import { Section, type SectionId } from "#components/agents/page/section.tsx";
import { SectionNav } from "#components/agents/page/section-nav.tsx";
import { Sessions } from "#components/agents/page/sessions.tsx";
import { StandingNote } from "#components/agents/page/standing-note.tsx";
import { useArchiveNotice } from "#components/agents/page/use-archive-notice.ts";
import { useNewestDetail } from "#components/agents/page/use-newest-detail.ts";
import { usePageRefresh } from "#components/agents/page/use-page-refresh.ts";
import { useStartSession } from "#components/agents/page/use-start-session.ts";
import { PeoplePanel } from "#components/agents/people-panel.tsx";
import { PageFrame } from "#components/shell/page-frame.tsx";

interface AgentPageProps {
  data: AgentPageData;
  /** The moment of the timeline that the address names. */
  at: string | undefined;
}

/** One agent: what it can do, what it works on, who is with it, what it keeps in mind, and its whole life. */
export function AgentPage({ data: read, at }: AgentPageProps) {
  const [detail, setDetail] = useNewestDetail(read.detail);
  const data = useMemo(() => ({ ...read, detail }), [read, detail]);
  const agent = useAgent(detail.slug);
  const refresh = usePageRefresh();
  const { start, busy } = useStartSession(data.agent, detail.slug);
  const [archiving, setArchiving] = useState(false);
  const { rights, memories, people, about } = data;
  const owner = detail.ownerId === data.me ? null : (data.names[detail.ownerId] ?? "its owner");
  const full = about.maxConcurrentSessions !== null && detail.activeSessions.length >= about.maxConcurrentSessions;
  const onNews = useArchiveNotice(data, refresh);
  const shown: SectionId[] = [
    "about",
    "sessions",
    "people",
    ...(rights.seePreferences ? (["preferences"] as const) : []),
    ...(rights.seeMemory ? (["memory"] as const) : []),
    ...(rights.seeTimeline ? (["timeline"] as const) : []),
  ];
  return (
    <PageFrame title={detail.name}>
      <div className="grid grid-cols-1 gap-6" {...accent(agent.colour)}>
        <PageHeader
          agent={agent}
          data={data}
          full={full}
          starting={busy}
          onStart={() => void start()}
          onArchive={() => setArchiving(true)}
        />
        <StandingNote agent={agent} data={data} />
        <SectionNav shown={shown} />
        <About agent={agent} about={about} onStart={rights.start && !full ? (words) => void start(words) : null} />
        <Sessions {...data} onEnded={refresh} />
        <Section id="people" intro="Who works with this agent, and what each may do.">
          <PeoplePanel
            agent={data.agent}
            name={detail.name}
            first={people}
            archived={detail.status === "archived"}
            onChanged={refresh}
          />
        </Section>
        {rights.seePreferences ? (
          <Preferences
            data={data}
            ownName={agent.name}
            onSaved={(saved) => {
              setDetail(saved);
              refresh();
            }}
          />
        ) : null}
        {memories ? (
          <Section id="memory" intro="What it keeps of earlier sessions and brings into the next one.">
            <MemoryList
              key={memories.items[0]?.id ?? ""}
              agent={data.agent}
              name={detail.name}
              first={memories}
              mayForget={rights.forget}
            />
          </Section>
        ) : null}
        {rights.seeTimeline ? <Life data={data} at={at} onNews={onNews} onRefused={refresh} /> : null}
        <ArchivedList archived={data.archived} />
      </div>
      {rights.archive ? (
        <ArchiveDialog owner={owner} open={archiving} onOpenChange={setArchiving} detail={detail} />
      ) : null}
    </PageFrame>
  );
}
