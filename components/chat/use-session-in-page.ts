"use client";
import { useEffect } from "react";
import { useShallow } from "zustand/react/shallow";
import { useMe } from "#components/account/me.tsx";
import { useSession } from "#components/chat/session-context.tsx";
import { summaryOf } from "#components/chat/view/summary-of.ts";
import { useKeepListed } from "#components/sessions/sessions-context.tsx";

/** What of the session shows outside of its own columns: the window's title and the row in the sidebar. */
export function useSessionInPage(): void {
  const me = useMe();
  const summary = useSession(useShallow((state) => summaryOf(state.view, me)));
  const gone = useSession((state) => state.gone);
  useKeepListed(summary, gone);
  useEffect(() => {
    document.title = `${summary.waiting > 0 ? "● " : ""}${summary.title ?? "New session"} · Throughline`;
  }, [summary.title, summary.waiting]);
}
