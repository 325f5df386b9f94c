import type { LiveItem } from "#lib/domain/session/feed.ts";

export interface Reader {
  /** The last entry that was delivered. */
  at: number;
  /** Set while the past is being read: live items wait here. */
  waiting: LiveItem[] | null;
  onItems(items: LiveItem[]): void;
}

/** The readers of one channel; an entry reaches each of them once. */
export interface Readers {
  readonly all: Set<Reader>;
  broadcast(items: LiveItem[]): void;
  /** Everything that `work` has for them reaches them together: no call is shown without the words before it. */
  inOnePiece(work: () => void): void;
}

export function createReaders(): Readers {
  const all = new Set<Reader>();
  let gathered: LiveItem[] | null = null;

  const give = (reader: Reader, items: LiveItem[]): void => {
    if (reader.waiting) {
      reader.waiting.push(...items);
      return;
    }
    const fresh = items.filter((item) => item.kind !== "entry" || item.entry.sequence > reader.at);
    for (const item of fresh) if (item.kind === "entry") reader.at = item.entry.sequence;
    if (fresh.length > 0) reader.onItems(fresh);
  };

  const broadcast = (items: LiveItem[]): void => {
    if (gathered) gathered.push(...items);
    else for (const reader of all) give(reader, items);
  };

  return {
    all,
    broadcast,
    inOnePiece(work) {
      const items: LiveItem[] = [];
      gathered = items;
      try {
        work();
      } finally {
        gathered = null;
      }
      if (items.length > 0) broadcast(items);
    },
  };
}
