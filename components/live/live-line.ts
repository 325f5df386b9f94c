import type { WorkspaceFact } from "#components/live/frames.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";

export type LinkStatus = "connecting" | "live" | "reconnecting";

export interface Listener {
  /** The last sequence that is known: everything after it is wanted. */
  after(): number;
  onItem(item: LiveItem): void;
  /** What is known of the session does not hold any more: read it anew. */
  onReload(): void;
  /** The session is not there, or not for this person any more. */
  onGone(): void;
}

export interface LiveClient {
  subscribe(sessionId: string, listener: Listener): () => void;
  /** Asks again from `listener.after()`, after a gap. */
  resubscribe(sessionId: string): void;
  onStatus(listener: (status: LinkStatus) => void): () => void;
  onWorkspace(listener: (fact: WorkspaceFact) => void): () => void;
  /** The page came back to sight or to the network: find out at once whether the line still stands. */
  wake(): void;
  /** The page is out of sight: streams are given up after a while, for a browser has six of them for all its tabs. */
  rest(): void;
  close(): void;
}
