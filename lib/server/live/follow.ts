import { ACCESS_CHANGED } from "#lib/application/agents/access-changed.ts";
import type { Invalidations, Live, Subscription } from "#lib/application/ports/live.ts";
import type { SessionReads, Viewer } from "#lib/application/ports/reads.ts";
import { SESSION_ERASED } from "#lib/application/sessions/session-erased.ts";
import { type Json, sameJson } from "#lib/domain/json.ts";
import { type Access, lookAt } from "#lib/domain/session/access.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";

const PAGE = 200;

/** One reader of a session's feed, at that reader's own pace. */
export interface Reader {
  viewer: Viewer;
  sessionId: string;
  /**
   * What the viewer may see of the session, as its head has just told. `turn`: it is one turn of theirs that they
   * follow, so there is nothing else to keep from them.
   */
  access: Access | "turn";
  /** The turn that is followed, where it is one that cannot have begun before `after`. */
  newTurnId?: string;
  /** Entries after this sequence are wanted. */
  after: number;
  /** The feed's last sequence, as its head has just told: who claims to know more begins there. */
  end?: number;
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
  /** The session is not the viewer's to see any more; nothing comes from now on. */
  onGone(): void;
  /** The reader knows what has never been: of another feed, or of one from before a restored backup. */
  onAhead?(): void;
  /** The viewer may now see more or less than what they have read; called before what follows. */
  onAccess?(): void;
}

export interface Follower {
  /** Goes on after the last entry that was given; text of running turns comes whole again. */
  resume(): void;
  close(): void;
}

interface Source {
  live: Pick<Live, "subscribe">;
  invalidations: Pick<Invalidations, "subscribe">;
  sessions: Pick<SessionReads, "feedAfter" | "head">;
}

/**
 * Follows a feed without ever holding more than a reader can take: a long past is read page by page as it drains,
 * and whoever falls behind live is left out until there is room again. Whoever sees only a part of the session gets
 * only that, for as long as they may.
 */
export function follow({ live, sessions, invalidations }: Source, reader: Reader): Follower {
  let access: Access = reader.access === "turn" ? { kind: "owner" } : reader.access;
  let at = Math.min(reader.after, reader.end ?? reader.after);
  let run = 0;
  let caughtUp = false;
  let closed = false;
  let subscription: Subscription | null = null;

  const stop = (): void => {
    run += 1;
    subscription?.close();
    subscription = null;
  };
  const give = (items: LiveItem[]): void => {
    for (const item of items) if (item.kind === "entry") at = item.entry.sequence;
    const seen = lookAt(access, items);
    access = seen.access;
    if (seen.items.length > 0) reader.onItems(seen.items);
  };

  async function readPast(mine: number): Promise<void> {
    for (let size = PAGE; size === PAGE && mine === run; ) {
      if (reader.full()) await reader.drained();
      const page = await sessions.feedAfter(reader.sessionId, at, PAGE);
      if (mine !== run) return;
      size = page.length;
      // What is left comes together with the text of running turns.
      if (size < PAGE) return;
      give(page.map((entry) => ({ kind: "entry", entry })));
      await reader.drained();
    }
  }

  async function start(): Promise<void> {
    if (closed) return;
    const mine = ++run;
    try {
      if (reader.mayBeFarBehind) await readPast(mine);
      if (mine !== run) return;
      const onItems = (items: LiveItem[]): void => {
        if (mine !== run) return;
        give(items);
        // What the past has left is no flood: it comes before the subscription stands.
        if (mine !== run || !subscription || !reader.full()) return;
        stop();
        reader.onFull();
      };
      const opened = await live.subscribe(
        reader.sessionId,
        at,
        onItems,
        at === reader.after ? reader.newTurnId : undefined,
      );
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

  /** Nothing is given before it is known what may be. */
  async function lookAgain(): Promise<void> {
    stop();
    const mine = run;
    try {
      const head = await sessions.head(reader.viewer, reader.sessionId);
      if (mine !== run) return;
      if (!head) {
        close();
        return reader.onGone();
      }
      const changed = !sameJson(rolesOf(head.access), rolesOf(access));
      access = head.access;
      if (changed) reader.onAccess?.();
      void start();
    } catch (error) {
      if (mine === run) reader.onError(error);
    }
  }

  const isOwner = reader.access !== "turn" && reader.access.kind === "owner";
  const watch = isOwner
    ? null
    : invalidations.subscribe(
        ACCESS_CHANGED,
        (userId) => userId === reader.viewer.userId && void lookAgain(),
        () => void lookAgain(),
      );
  const erased = invalidations.subscribe(SESSION_ERASED, (id) => id === reader.sessionId && void lookAgain());
  function close(): void {
    closed = true;
    stop();
    watch?.close();
    erased.close();
  }

  if (at < reader.after) reader.onAhead?.();
  // A role may have gone between the reading of the head and the watch.
  void (access.kind === "shared" ? lookAgain() : start());
  return {
    resume: () => {
      stop();
      void start();
    },
    close,
  };
}

const rolesOf = (access: Access): Json => (access.kind === "shared" ? { ...access.roles } : null);
