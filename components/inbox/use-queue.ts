"use client";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { useInbox } from "#components/inbox/inbox-context.tsx";
import { extended, type QueuedItem, renewed } from "#components/inbox/inbox-queue.ts";
import { toast } from "#components/ui/toast.tsx";
import type { InboxPage } from "#lib/application/sessions/inbox-schema.ts";

const PAGE = 30;
const MOST = 100;

interface Queue {
  queue: readonly QueuedItem[];
  /** Reads the next page; null when there is none. */
  more: (() => void) | null;
  loading: boolean;
}

/** What waits for this person, of one agent or of all: as the server gave it, then kept current. */
export function useQueue(first: InboxPage, agentId?: string): Queue {
  const revision = useInbox((state) => state.revision);
  const [queue, setQueue] = useState(() => renewed([], first));
  const [cursor, setCursor] = useState(first.nextCursor);
  const [loading, setLoading] = useState(false);
  const [given, setGiven] = useState(first);
  const seen = useRef(revision);
  /** How many answers were asked for, and which of them is shown: they may overtake each other. */
  const asked = useRef(0);
  const shown = useRef(0);
  const length = useRef(0);
  length.current = queue.length;
  const path = `/api/inbox?${agentId ? `agentId=${agentId}&` : ""}`;

  // The server has read the page anew: what it brings may be news that no line has told.
  if (given !== first) {
    setGiven(first);
    setQueue(renewed(queue, first));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever was asked for before this page is older than it.
  useEffect(() => {
    shown.current = asked.current + 1;
  }, [first]);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    const limit = Math.min(MOST, Math.max(PAGE, length.current));
    const own = ++asked.current;
    void request<InboxPage>(`${path}limit=${limit}`).then((answer) => {
      if (!answer.ok || own < shown.current) return;
      shown.current = own;
      setQueue((now) => renewed(now, answer.body));
    });
  }, [revision, path]);

  async function readMore(after: string) {
    setLoading(true);
    const answer = await request<InboxPage>(`${path}limit=${PAGE}&cursor=${encodeURIComponent(after)}`);
    setLoading(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    setQueue((now) => extended(now, answer.body));
    setCursor(answer.body.nextCursor);
  }
  return { queue, more: cursor === null ? null : () => void readMore(cursor), loading };
}
