"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { browserLines } from "#components/live/browser-lines.ts";
import { createLiveClient } from "#components/live/live-client.ts";
import type { LiveClient } from "#components/live/live-line.ts";

const LiveContext = createContext<LiveClient | null>(null);

/** The tab's live client; null on the server and until the page stands. */
export const useLive = (): LiveClient | null => useContext(LiveContext);

/** Holds the one live line of this tab, through all navigation inside it. */
export function LiveProvider({ workspaceId, children }: { workspaceId: string | undefined; children: ReactNode }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  useEffect(() => {
    let live: LiveClient | null = null;
    // Not before the page stands: an effect that is taken back at once opens nothing.
    const start = setTimeout(() => {
      live = createLiveClient(browserLines("/ws/ai-stream", workspaceId));
      setClient(live);
    });
    const wake = () => (document.visibilityState === "visible" ? live?.wake() : live?.rest());
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", wake);
    return () => {
      clearTimeout(start);
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", wake);
      setClient(null);
      live?.close();
    };
  }, [workspaceId]);
  return <LiveContext value={client}>{children}</LiveContext>;
}
