"use client";
import { useState } from "react";
import type { SessionPartsPage } from "#components/agents/page/page-data.ts";
import { request } from "#components/api/request.ts";
import { toast } from "#components/ui/toast.tsx";
import type { AgentSessionEntry } from "#lib/domain/agent/view.ts";

export const keyOfPart = ({ sessionId, startedAt }: AgentSessionEntry): string => `${sessionId} ${startedAt}`;

interface SessionParts {
  items: readonly AgentSessionEntry[];
  more: (() => Promise<void>) | null;
  busy: boolean;
}

/** A list of an agent's parts in sessions: the first page as the server last gave it, and older ones on demand. */
export function useSessionParts(agent: string, status: "active" | "ended", first: SessionPartsPage): SessionParts {
  const [older, setOlder] = useState<SessionPartsPage | null>(null);
  const [busy, setBusy] = useState(false);
  const nextCursor = older ? older.nextCursor : first.nextCursor;
  const known = new Set(first.items.map(keyOfPart));

  async function more() {
    setBusy(true);
    const query = new URLSearchParams({ status, limit: "20", cursor: nextCursor ?? "" });
    const answer = await request<SessionPartsPage>(`/api/agents/${encodeURIComponent(agent)}/history?${query}`);
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setOlder((page) => ({ ...answer.body, items: [...(page?.items ?? []), ...answer.body.items] }));
  }
  return {
    items: [...first.items, ...(older?.items ?? []).filter((one) => !known.has(keyOfPart(one)))],
    more: nextCursor === null ? null : more,
    busy,
  };
}
