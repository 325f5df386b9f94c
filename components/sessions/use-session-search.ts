"use client";
import { useEffect, useState } from "react";
import { request } from "#components/api/request.ts";
import type { SessionPage, SessionSummary } from "#components/sessions/session-summary.ts";

const PAUSE = 180;

/** Sessions that match a text, asked of the server after a pause in typing; null while there is no text. */
export function useSessionSearch(text: string): { found: SessionSummary[] | null; searching: boolean } {
  const [found, setFound] = useState<SessionSummary[] | null>(null);
  const [searching, setSearching] = useState(false);
  const query = text.trim();
  useEffect(() => {
    if (!query) {
      setFound(null);
      setSearching(false);
      return;
    }
    setSearching(true);
    const control = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await request<SessionPage>(`/api/sessions?text=${encodeURIComponent(query)}`, {
        signal: control.signal,
      });
      if (control.signal.aborted) return;
      setFound(answer.ok ? answer.body.items : []);
      setSearching(false);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [query]);
  return { found, searching };
}
