"use client";
import { useEffect, useEffectEvent } from "react";
import { EVENT_TYPES } from "#components/agents/timeline/event-words.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

const AGAIN = 5_000;

interface AgentStream {
  agentId: string;
  /** False for a log that nothing is added to any more. */
  live: boolean;
  /** The version after which events are wanted. */
  after: number;
  onEvent: (event: RecordedAgentEvent) => void;
  /** The log could not be had, perhaps because it is not the reader's to see any more. */
  onRefused: () => void;
}

/** Follows an agent's log by server-sent events while its page is in sight: a hidden tab holds no line. */
export function useAgentStream({ agentId, live, after, onEvent, onRefused }: AgentStream): void {
  const taken = useEffectEvent((message: MessageEvent<string>) => onEvent(JSON.parse(message.data)));
  const refused = useEffectEvent(onRefused);
  const resumeAfter = useEffectEvent(() => after);
  useEffect(() => {
    if (!live) return;
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function close() {
      clearTimeout(timer);
      source?.close();
      source = null;
    }
    function open() {
      close();
      const line = new EventSource(`/api/agents/${agentId}/stream?after=${resumeAfter()}`);
      for (const type of EVENT_TYPES) line.addEventListener(type, (message) => taken(message));
      // A line that was lost comes back by itself; one that was refused is tried again here.
      line.onerror = () => {
        if (line.readyState !== EventSource.CLOSED || source !== line) return;
        refused();
        timer = setTimeout(open, AGAIN);
      };
      source = line;
    }
    const onVisibility = () => (document.visibilityState === "visible" ? open() : close());
    onVisibility();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      close();
    };
  }, [agentId, live]);
}
