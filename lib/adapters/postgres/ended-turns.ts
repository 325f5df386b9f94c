import type { FeedEntry } from "#lib/domain/session/feed.ts";

const MOST = 100;

/**
 * The turns of a session that ended last. Notice of their text may come after the entry that ends them has been read:
 * what it tells is in the message.
 */
export function createEndedTurns() {
  const ended = new Set<string>();
  return {
    has: (turnId: string): boolean => ended.has(turnId),
    /** The turn that this entry ends; null when it ends none. */
    note(entry: FeedEntry): string | null {
      if (entry.type !== "turn.completed" && entry.type !== "turn.failed" && entry.type !== "turn.stopped") return null;
      ended.add(entry.turnId);
      const [oldest] = ended;
      if (ended.size > MOST && oldest) ended.delete(oldest);
      return entry.turnId;
    },
  };
}
