"use client";
import { useRouter } from "next/navigation";
import type { AgentPageData } from "#components/agents/page/page-data.ts";
import { actorOf, namesOf } from "#components/agents/timeline/event-words.ts";
import { toast } from "#components/ui/toast.tsx";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

/** Reads the page anew when something has happened, and says so when somebody else has archived the agent. */
export function useArchiveNotice(
  { detail, names, me }: AgentPageData,
  refresh: () => void,
): (event: RecordedAgentEvent) => void {
  const router = useRouter();
  return (event) => {
    refresh();
    const by = actorOf(event, namesOf(names, me));
    if (event.type !== "agent.archived.v1" || by === "You") return;
    const { reason } = event.data;
    void toast(`${by} archived ${detail.name}${reason ? `: ${reason}` : "."}`, "info", {
      label: "See it",
      act: () => router.push(`/agents/${detail.id}`),
    });
  };
}
