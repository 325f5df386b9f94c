import type { Subscription } from "#lib/application/ports/live.ts";
import type { Delta, FeedEntry, LiveItem } from "#lib/domain/session/feed.ts";
import { createEndedTurns } from "./ended-turns.ts";
import { createFreshReading } from "./fresh-reading.ts";
import { createReaders, type Reader } from "./live-readers.ts";
import { deltaItem, ending, extend, type OpenText, openText, wholeText } from "./open-text.ts";

const PAGE = 500;

interface ChannelOptions {
  feedAfter(after: number, limit: number): Promise<FeedEntry[]>;
  openText(): Promise<OpenText[]>;
  ownText(): OpenText[];
  onEmpty(): void;
  onError(message: string, error: unknown): void;
}

/** Live text with its place in the feed: after the entry with this sequence. */
export interface PlacedDelta {
  after: number;
  delta: Delta;
}

export interface Channel {
  entries(entries: FeedEntry[]): void;
  deltas(deltas: PlacedDelta[]): void;
  /** Somebody knows of this sequence: read what is missing. */
  behind(sequence: number): void;
  /** Notices may have been lost: no text is shown until all that there is has been read anew. */
  rereadText(): Promise<void>;
  join(after: number, onItems: (items: LiveItem[]) => void, known: KnownPast): Promise<Subscription>;
}

/** What need not be read for a new reader. */
export interface KnownPast {
  /** All entries after the reader's sequence, when they are at hand. */
  past: FeedEntry[] | null;
  /** Other processes may be writing text. */
  foreignText: boolean;
  /** The only turn whose text the reader is here for; it had not begun at the reader's sequence. */
  newTurnId?: string | undefined;
}

/**
 * The readers of one session in this process. Entries reach each of them exactly once and in order: an entry
 * that comes too early waits until the one before it is there or has been read from the feed, and so does live text.
 */
export function createChannel(options: ChannelOptions): Channel {
  const { feedAfter, ownText, onEmpty, onError } = options;
  const readers = createReaders();
  const { broadcast, inOnePiece } = readers;
  const early = new Map<number, FeedEntry>();
  const texts = new Map<string, OpenText>();
  const ended = createEndedTurns();
  const held: PlacedDelta[] = [];
  let head = 0;
  let known = 0;
  let reading = false;
  /** Text of other processes has been read: what they write from then on comes by itself. */
  let isRead = false;
  /** How often notices may have been lost without the texts' having been read since. */
  let doubts = 0;

  const keep = (entries: FeedEntry[]): void => {
    for (const entry of entries) if (entry.sequence > head) early.set(entry.sequence, entry);
  };

  /** Takes entries that follow the head; the others wait, and all of them while text may be missing. */
  const take = (entries: FeedEntry[]): void => {
    keep(entries);
    if (doubts === 0) release();
  };

  const release = (): void => {
    const ready: LiveItem[] = [];
    for (let next = early.get(head + 1); next; next = early.get(head + 1)) {
      early.delete(++head);
      settleText(next);
      ready.push({ kind: "entry", entry: next });
    }
    known = Math.max(known, head);
    if (ready.length > 0) broadcast(ready);
    if (held.length > 0) show(held.splice(0));
  };

  const show = (placed: PlacedDelta[], inDoubt = doubts > 0): void => {
    const fresh: LiveItem[] = [];
    for (const { after, delta } of placed) {
      const open = texts.get(delta.turnId);
      if (ended.has(delta.turnId) || (open && delta.epoch < open.epoch)) continue;
      if (after > head || inDoubt) {
        held.push({ after, delta });
        continue;
      }
      if (!open || delta.epoch > open.epoch) texts.set(delta.turnId, openText(delta));
      const text = texts.get(delta.turnId) as OpenText;
      const added = extend(text, delta);
      if (added) fresh.push({ kind: "delta", delta: added === delta.text ? delta : ending(delta, added) });
      if (added === null || !text.whole) void freshText.read().catch(notRead);
    }
    if (fresh.length > 0) broadcast(fresh);
  };

  const settleText = (entry: FeedEntry): void => {
    const endedId = ended.note(entry);
    if (endedId) texts.delete(endedId);
    else if (startsEpoch(entry) && (texts.get(entry.turnId)?.epoch ?? 0) < entry.epoch)
      texts.set(entry.turnId, openText(entry));
  };

  const catchUp = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      while (head < known && doubts === 0) {
        const page = await feedAfter(head, PAGE);
        if (page.length === 0) break;
        take(page);
      }
    } catch (error) {
      onError("The feed could not be read", error);
    } finally {
      reading = false;
    }
  };

  const notRead = (error: unknown): void => onError("Live text could not be read", error);

  /** Nobody else has written text of this turn: it runs here, or this process was the last to write here, its beginning at most. */
  const isOurs = (turnId: string, past: FeedEntry[] | null): boolean =>
    ownText().some((own) => own.turnId === turnId) ||
    past?.some((entry) => startsEpoch(entry) && entry.turnId === turnId && entry.epoch > 1) === false;

  const freshText = createFreshReading(async () => {
    const before = doubts;
    const all = await options.openText();
    // What began an epoch, or stands between two parts, was committed before the text that follows it.
    for (let from = head, size = PAGE; head > 0 && size === PAGE; ) {
      const page = await feedAfter(from, PAGE);
      size = page.length;
      from = page.at(-1)?.sequence ?? from;
      keep(page);
    }
    inOnePiece(() => {
      release();
      for (const text of all) adopt(text);
      if (doubts === before) show(held.splice(0), false);
    });
    isRead = true;
  }, notRead);

  /** The longer of what we know and what was read wins; the difference goes out as a delta. */
  const adopt = (read: OpenText): void => {
    const own = texts.get(read.turnId);
    if (ended.has(read.turnId) || (own && own.epoch > read.epoch)) return;
    const missing: LiveItem[] = [];
    for (const [part, { kind, text }] of read.parts) {
      const offset = own?.epoch === read.epoch ? (own.parts.get(part)?.text.length ?? 0) : 0;
      if (offset < text.length) missing.push(deltaItem(read, part, kind, offset, text.slice(offset)));
    }
    if (own?.epoch === read.epoch) {
      for (const item of missing) item.kind === "delta" && extend(own, item.delta);
      own.whole ||= read.whole;
    } else texts.set(read.turnId, { ...read, parts: new Map(read.parts) });
    if (missing.length > 0) broadcast(missing);
  };

  return {
    entries(entries) {
      known = Math.max(known, entries.at(-1)?.sequence ?? 0);
      take(entries);
      if (early.size > 0) setTimeout(() => early.size > 0 && void catchUp(), 20).unref();
    },
    deltas(placed) {
      show(placed);
      for (const { after } of held) known = Math.max(known, after);
      // While the first reader is still joining, its own reading brings what is missing.
      if (held.length > 0 && head > 0) void catchUp();
    },
    behind(sequence) {
      known = Math.max(known, sequence);
      if (known > head) void catchUp();
    },
    async rereadText() {
      doubts += 1;
      await freshText.insist(() => readers.all.size > 0);
      doubts -= 1;
      if (doubts > 0) return;
      inOnePiece(() => {
        release();
        show(held.splice(0));
      });
      if (known > head) void catchUp();
    },
    async join(after, onItems, { past, foreignText, newTurnId }) {
      const subscriber: Reader = { at: after, waiting: [], onItems };
      readers.all.add(subscriber);
      const leave = (): void => {
        if (readers.all.delete(subscriber) && readers.all.size === 0) onEmpty();
      };
      let last: LiveItem[] = [];
      /** The last page waits for the text of running turns: no reader is shown their calls without their words. */
      const hand = (page: FeedEntry[]): void => {
        if (page.length === 0) return;
        subscriber.at = page.at(-1)?.sequence ?? subscriber.at;
        for (const entry of page) texts.delete(ended.note(entry) ?? "");
        if (last.length > 0) onItems(last);
        last = page.map((entry) => ({ kind: "entry", entry }));
      };
      const readOn = async (): Promise<void> => {
        for (let size = PAGE; size === PAGE; ) {
          const page = await feedAfter(subscriber.at, PAGE);
          size = page.length;
          hand(page);
        }
      };
      try {
        if (past) hand(past);
        else await readOn();
        for (const own of ownText()) adopt(own);
        const isWhole = [...texts.values()].every(({ whole }) => whole);
        const isForeign = foreignText && !isRead && !(newTurnId && isOurs(newTurnId, past));
        const wasRead = !isWhole || isForeign;
        if (wasRead) await freshText.read();
        // What began a text's epoch was committed before that text; and another reader may have moved the head meanwhile.
        const mayLack = (): boolean => subscriber.at < head || (wasRead && texts.size > 0);
        for (let before = -1; mayLack() && subscriber.at > before; ) {
          before = subscriber.at;
          await readOn();
        }
      } catch (error) {
        leave();
        throw error;
      }
      known = Math.max(known, subscriber.at);
      head ||= subscriber.at;
      for (const sequence of early.keys()) if (sequence <= head) early.delete(sequence);
      for (const own of ownText()) adopt(own);
      const waiting = (subscriber.waiting ?? []).filter((item) => item.kind === "entry");
      const fresh = waiting.filter(({ entry }) => entry.sequence > subscriber.at);
      subscriber.at = fresh.at(-1)?.entry.sequence ?? subscriber.at;
      subscriber.waiting = null;
      const together = [...last, ...fresh, ...wholeText(texts.values())];
      if (together.length > 0) onItems(together);
      take([]);
      if (known > head) void catchUp();
      return { close: leave };
    },
  };
}

const startsEpoch = (entry: FeedEntry) => entry.type === "turn.started" || entry.type === "turn.attempt-failed";
