"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { browserLines } from "#components/live/browser-lines.ts";
import { createLiveClient, type LiveClient } from "#components/live/live-client.ts";

const LiveContext = createContext<LiveClient | null>(null);

/** The tab's live client; null on the server and until the page stands. */
export const useLive = (): LiveClient | null => useContext(LiveContext);

/** Holds the one live line of this tab, through all navigation inside it. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client, setClient] = useState<LiveClient | null>(null);
  useEffect(() => {
    const live = createLiveClient(browserLines("/ws/ai-stream"));
    const onVisible = () => document.visibilityState === "visible" && live.wake();
    const onOnline = () => live.wake();
    document.addEventListener("visibilitychange", onVisible);
    window.addEventListener("online", onOnline);
    setClient(live);
    return () => {
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("online", onOnline);
      setClient(null);
      live.close();
    };
  }, []);
  return <LiveContext value={client}>{children}</LiveContext>;
}
