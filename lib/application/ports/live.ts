import type { LiveItem } from "#lib/domain/session/feed.ts";

export interface Subscription {
  close(): void;
}

/** The one feed of a session, from a sequence on, then live. */
export interface Live {
  /**
   * Everything after `after` exactly once and in order, then live; text of running turns first comes whole.
   * `after` is no further than the feed's end. `onItems` must not block; resolves when the caught-up part has been delivered.
   * Who names a turn reads that one alone, from before it began: text of others may be missing.
   */
  subscribe(
    sessionId: string,
    after: number,
    onItems: (items: LiveItem[]) => void,
    newTurnId?: string,
  ): Promise<Subscription>;
  /** Ids of this person's sessions in which something has happened. */
  subscribeUser(userId: string, onChange: (sessionId: string) => void): Subscription;
}

/** Tells when an agent's log may have grown, whichever process wrote it. */
export interface AgentChanges {
  subscribe(agent: { agentId: string; ownerId: string }, onChange: () => void): Subscription;
}

/** Tells every process that something cached is out of date. */
export interface Invalidations {
  publish(topic: string, key: string): void;
  /** `onLost` is called when notices may have been missed: everything that was cached is then in doubt. */
  subscribe(topic: string, onKey: (key: string) => void, onLost?: () => void): Subscription;
}
