import type { FeedEntry } from "#lib/domain/session/feed.ts";
import type { Measure } from "./ledger.ts";

/** A stop of a turn as it was seen from outside; clock times in milliseconds, null for what did not happen. */
export interface StopAsked {
  turnId: string;
  /** When the stop was asked, and acknowledged; null: it was refused, because the turn had ended. */
  accepted: { askedAt: number; at: number } | null;
  /** When the process was killed that wrote the turn. */
  killedAt: number | null;
}

export type StopVerdict =
  | { end: "whole" }
  | { end: "stopped"; time: { what: Extract<Measure, `stop${string}`>; ms: number } | null }
  | { end: "ignored" };

/** A stop takes effect within a second: what ended by itself within that was not stopped late. */
const NOTICE_MS = 1_000;

/**
 * What the feed says of a stop: an accepted one ends the turn as stopped, unless it had ended before. The time is from the
 * request that was acknowledged to the end; where nobody wrote any more, from the kill when that came later.
 */
export function judgeStop(feed: readonly FeedEntry[], { turnId, accepted, killedAt }: StopAsked): StopVerdict {
  const own = feed.flatMap((entry) =>
    "turnId" in entry && entry.turnId === turnId ? [{ type: entry.type, at: Date.parse(entry.at) }] : [],
  );
  const end = own.findLast(({ type }) => type.startsWith("turn."));
  if (end?.type !== "turn.stopped")
    return accepted && (end?.at ?? Number.POSITIVE_INFINITY) > accepted.at + NOTICE_MS
      ? { end: "ignored" }
      : { end: "whole" };
  if (!accepted) return { end: "stopped", time: null };
  const hasNext = own.some(({ type, at }) => type === "turn.started" && at > (killedAt ?? 0) && at <= accepted.askedAt);
  const orphaned = killedAt !== null && end.at > killedAt && !hasNext;
  const from = orphaned ? Math.max(accepted.askedAt, killedAt) : accepted.askedAt;
  return {
    end: "stopped",
    time: { what: orphaned ? "stop after kill" : "stop", ms: Math.max(0, end.at - from) },
  };
}
