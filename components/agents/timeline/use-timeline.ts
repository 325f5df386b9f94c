"use client";
import { useRef, useState } from "react";
import { stateOfDetail } from "#components/agents/timeline/base-state.ts";
import {
  beforePage,
  PAGE,
  type Timeline,
  timelineOf,
  withEvents,
  withPage,
} from "#components/agents/timeline/pages.ts";
import { useAgentStream } from "#components/agents/timeline/use-agent-stream.ts";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";

export interface AgentLog {
  agentId: string;
  /** The newest events, and the agent before them. */
  before: AgentDetail;
  events: readonly RecordedAgentEvent[];
  live: boolean;
}

interface LoadedTimeline {
  timeline: Timeline;
  problem: Problem | null;
  load: (page: number) => Promise<void>;
}

/** An agent's log in the browser: what the server gave, what comes live, and older pages on demand. */
export function useTimeline(
  log: AgentLog,
  onEvent: (event: RecordedAgentEvent) => void,
  onRefused: () => void,
): LoadedTimeline {
  const { agentId, live } = log;
  const [timeline, setTimeline] = useState(() => timelineOf(stateOfDetail(log.before), log.events));
  const [problem, setProblem] = useState<Problem | null>(null);
  const loading = useRef(new Set<number>());
  useAgentStream({
    agentId,
    live,
    after: timeline.head,
    onEvent(event) {
      setTimeline((known) => withEvents(known, [event]));
      onEvent(event);
    },
    onRefused,
  });

  async function load(page: number) {
    if (loading.current.has(page)) return;
    loading.current.add(page);
    const after = beforePage(page);
    const path = `/api/agents/${agentId}/events`;
    const [events, before] = await Promise.all([
      request<{ items: RecordedAgentEvent[] }>(`${path}?after=${after}&limit=${PAGE}`),
      request<{ state: AgentDetail }>(`${path}?atVersion=${after}`),
    ]);
    loading.current.delete(page);
    if (!events.ok) return setProblem(events.problem);
    if (!before.ok) return setProblem(before.problem);
    setProblem(null);
    const base = stateOfDetail(before.body.state);
    setTimeline((known) => withPage(known, page, { base, events: events.body.items }));
  }
  return { timeline, problem, load };
}
