"use client";
import { useMemo } from "react";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { Section } from "#components/agents/page/section.tsx";
import { AgentTimeline } from "#components/agents/timeline/agent-timeline.tsx";
import type { FactWords } from "#components/agents/timeline/facts.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

interface LifeProps {
  data: AgentPageData;
  at: string | undefined;
  onNews: (event: RecordedAgentEvent) => void;
  onRefused: () => void;
}

/** The agent's timeline, once there is something in it. */
export function Life({ data, at, onNews, onRefused }: LifeProps) {
  const { detail, log, names, seesMembers, me, underWay, ended } = data;
  const words = useMemo((): Omit<FactWords, "name"> => {
    const known = new Map([...underWay.items, ...ended.items].map((part) => [part.sessionId, part]));
    return {
      title: (sessionId) => known.get(sessionId)?.title ?? "A session",
      summary: (sessionId) => known.get(sessionId)?.summary ?? undefined,
    };
  }, [underWay, ended]);
  return (
    <Section
      id="timeline"
      intro="Everything that happened to it. Move along the line to see it as it was at any moment."
    >
      {log && detail.id !== null && log.events.length > 0 ? (
        <AgentTimeline
          key={detail.id}
          log={{ agentId: detail.id, ...log, live: detail.status === "active" }}
          slug={detail.slug}
          at={at}
          words={words}
          names={names}
          seesMembers={seesMembers}
          me={me}
          onNews={onNews}
          onRefused={onRefused}
        />
      ) : (
        <p className="text-muted text-ui">Nothing has happened yet. Its life begins with its first use.</p>
      )}
    </Section>
  );
}
