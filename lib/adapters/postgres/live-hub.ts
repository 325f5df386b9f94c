import type { Live, Subscription } from "#lib/application/ports/live.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { BEAT_MS, type Bus, type HeadNotice, type Notice, type SessionDelta } from "./bus.ts";
import type { Published } from "./commit.ts";
import { type Channel, createChannel, type PlacedDelta } from "./live-channel.ts";
import type { OpenText } from "./open-text.ts";
import { createRecentEntries } from "./recent-entries.ts";

/** Who may be running a turn elsewhere has been heard within this time, even while its model thinks. */
const FOREIGN_TEXT_MS = 3 * BEAT_MS;

/** Sessions whose head is read again each second: thousands of idle readers are not to cost anything. */
const LOOKED_AFTER = 100;

export interface LiveHub extends Live {
  /** Entries that this process has committed. */
  entries(published: Published[]): void;
  /** Live text that this process has committed. */
  deltas(deltas: SessionDelta[]): void;
  close(): void;
}

interface HubOptions {
  bus: Pick<Bus, "onNotice" | "onReconnect">;
  feedAfter(sessionId: string, after: number, limit: number): Promise<FeedEntry[]>;
  /** Heads of these sessions, read anew: what no notice told. */
  heads(sessionIds: string[]): Promise<HeadNotice[]>;
  /** Text of running turns: this process's own, then what the delta log holds of others. */
  openText(sessionId: string): Promise<OpenText[]>;
  ownText(sessionId: string): OpenText[];
  noticeHeads(heads: HeadNotice[]): void;
  onError(message: string, error: unknown): void;
}

/** One feed per session for every reader of this process, whichever process writes it. */
export function createLiveHub(options: HubOptions): LiveHub {
  const { bus, feedAfter, heads, openText, ownText, noticeHeads, onError } = options;
  const channels = new Map<string, Channel>();
  const people = new Map<string, Set<(sessionId: string) => void>>();
  const recent = createRecentEntries();
  let heardOthers = performance.now();

  const tellOwner = ({ ownerId, sessionId }: { ownerId: string; sessionId: string }): void => {
    for (const listener of people.get(ownerId) ?? []) listener(sessionId);
  };

  const receive = (notice: Notice): void => {
    heardOthers = performance.now();
    for (const head of notice.heads ?? []) {
      recent.forget(head.sessionId);
      channels.get(head.sessionId)?.behind(head.sequence);
      tellOwner(head);
    }
    deliver(notice.deltas ?? []);
  };

  const deliver = (deltas: SessionDelta[]): void => {
    const bySession = new Map<Channel, PlacedDelta[]>();
    for (const { sessionId, after, ...delta } of deltas) {
      const channel = channels.get(sessionId);
      if (!channel) continue;
      const placed = bySession.get(channel);
      if (placed) placed.push({ after, delta });
      else bySession.set(channel, [{ after, delta }]);
    }
    for (const [channel, own] of bySession) channel.deltas(own);
  };

  const reread = (sessionIds: string[]): void => {
    if (sessionIds.length === 0) return;
    heads(sessionIds).then(
      (all) => {
        for (const head of all) channels.get(head.sessionId)?.behind(head.sequence);
      },
      (error) => onError("The heads of sessions could not be read", error),
    );
  };

  /** A process may have died between its commit and its notice: some sessions a second are looked after, in turn. */
  let round = channels.keys();
  const lookAfter = (): void => {
    const some = [...round.take(LOOKED_AFTER)];
    if (some.length < LOOKED_AFTER) round = channels.keys();
    reread(some);
  };

  bus.onNotice(receive);
  bus.onReconnect(() => {
    heardOthers = performance.now();
    recent.clear();
    reread([...channels.keys()]);
    for (const channel of channels.values()) void channel.rereadText();
  });
  const timer = setInterval(lookAfter, 1_000);
  timer.unref();

  return {
    entries(published) {
      for (const { sessionId, entries } of published) {
        const channel = channels.get(sessionId);
        if (channel) channel.entries(entries);
        else recent.add(sessionId, entries);
      }
      for (const one of published) tellOwner(one);
      noticeHeads(
        published.map(({ sessionId, ownerId, entries }) => ({
          sessionId,
          ownerId,
          sequence: entries.at(-1)?.sequence ?? 0,
        })),
      );
    },
    deltas: deliver,
    async subscribe(sessionId, after, onItems, newTurnId) {
      let channel = channels.get(sessionId);
      if (!channel) {
        channel = createChannel({
          feedAfter: (from, limit) => feedAfter(sessionId, from, limit),
          openText: () => openText(sessionId),
          ownText: () => ownText(sessionId),
          onEmpty: () => channels.delete(sessionId),
          onError,
        });
        channels.set(sessionId, channel);
      }
      return channel.join(after, onItems, {
        past: recent.take(sessionId, after),
        foreignText: performance.now() - heardOthers < FOREIGN_TEXT_MS,
        newTurnId,
      });
    },
    subscribeUser(userId, onChange): Subscription {
      const listeners = people.get(userId) ?? new Set();
      people.set(userId, listeners.add(onChange));
      return {
        close() {
          listeners.delete(onChange);
          if (listeners.size === 0) people.delete(userId);
        },
      };
    },
    close: () => clearInterval(timer),
  };
}
