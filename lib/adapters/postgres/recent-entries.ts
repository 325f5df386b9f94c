import type { FeedEntry } from "#lib/domain/session/feed.ts";

const MAX_SESSIONS = 1_000;
const MAX_ENTRIES = 50;

/**
 * The entries that this process wrote last in sessions that nobody reads here: whoever sends a message and then
 * follows its answer finds them without asking the database.
 */
export interface RecentEntries {
  add(sessionId: string, entries: FeedEntry[]): void;
  /** Everything after a sequence; null when that is not known for sure. */
  take(sessionId: string, after: number): FeedEntry[] | null;
  /** Others have written as well. */
  forget(sessionId: string): void;
  clear(): void;
}

export function createRecentEntries(): RecentEntries {
  const sessions = new Map<string, FeedEntry[]>();

  return {
    add(sessionId, entries) {
      const known = sessions.get(sessionId);
      const follows = known?.at(-1)?.sequence === (entries[0]?.sequence ?? 0) - 1;
      sessions.delete(sessionId);
      sessions.set(sessionId, (known && follows ? [...known, ...entries] : entries).slice(-MAX_ENTRIES));
      if (sessions.size <= MAX_SESSIONS) return;
      for (const oldest of sessions.keys()) {
        sessions.delete(oldest);
        return;
      }
    },
    take(sessionId, after) {
      const entries = sessions.get(sessionId);
      sessions.delete(sessionId);
      const first = entries?.[0];
      return entries && first && first.sequence <= after + 1
        ? entries.filter(({ sequence }) => sequence > after)
        : null;
    },
    forget: (sessionId) => void sessions.delete(sessionId),
    clear: () => sessions.clear(),
  };
}
