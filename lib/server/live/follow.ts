import type { Live, Subscription } from "#lib/application/ports/live.ts";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";

const PAGE = 200;

/** One reader of a session's feed, at that reader's own pace. */
export interface Reader {
  sessionId: string;
  /** Entries after this sequence are wanted. */
  after: number;
  /** The reader may be far behind: its past is read page by page as it drains. */
  mayBeFarBehind: boolean;
  onItems(items: LiveItem[]): void;
  /** The feed has been caught up with, to this sequence; called once. */
  onLive?(sequence: number): void;
  /** More than this reader should be made to buffer is waiting for it. */
  full(): boolean;
  /** Nothing more comes until `resume`: the reader was too slow. */
  onFull(): void;
  /** Resolves when what was written has gone out, or never will. */
  drained(): Promise<void>;
  onError(error: unknown): void;
}

export interface Follower {
  /** Goes on after the last entry that was given; text of running turns comes whole again. */
  resume(): void;
  close(): void;
}

interface Source {
  live: Pick<Live, "subscribe">;
  sessions: Pick<SessionReads, "feedAfter">;
}

/**
 * Follows a feed without ever holding more than a reader can take: a long past is read page by page as it drains,
 * and whoever falls behind live is left out until there is room again.
 */
export function follow({ live, sessions }: Source, reader: Reader): Follower {
  let at = reader.after;
  let run = 0;
  let caughtUp = false;
  let subscription: Subscription | null = null;

  const stop = (): void => {
    run += 1;
    subscription?.close();
    subscription = null;
  };
  const give = (items: LiveItem[]): void => {
    for (const item of items) if (item.kind === "entry") at = item.entry.sequence;
    reader.onItems(items);
  };

  async function readPast(mine: number): Promise<void> {
    for (let size = PAGE; size === PAGE && mine === run; ) {
      const page = await sessions.feedAfter(reader.sessionId, at, PAGE);
      if (mine !== run) return;
      size = page.length;
      if (size > 0) give(page.map((entry) => ({ kind: "entry", entry })));
      if (size === PAGE) await reader.drained();
    }
  }

  async function start(): Promise<void> {
    const mine = ++run;
    try {
      if (reader.mayBeFarBehind) await readPast(mine);
      if (mine !== run) return;
      const opened = await live.subscribe(reader.sessionId, at, (items) => {
        if (mine !== run) return;
        give(items);
        if (mine !== run || !reader.full()) return;
        stop();
        reader.onFull();
      });
      if (mine !== run) return opened.close();
      subscription = opened;
      if (caughtUp) return;
      caughtUp = true;
      reader.onLive?.(at);
    } catch (error) {
      if (mine !== run) return;
      stop();
      reader.onError(error);
    }
  }

  void start();
  return {
    resume: () => {
      stop();
      void start();
    },
    close: stop,
  };
}
