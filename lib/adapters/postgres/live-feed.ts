import type pg from "pg";
import type { Delta, FeedEntry } from "#lib/domain/session/feed.ts";
import type { Bus, HeadNotice } from "./bus.ts";
import { createDeltaLog, type DeltaLog } from "./delta-log.ts";
import { createLiveHub, type LiveHub } from "./live-hub.ts";
import { extend, type OpenText } from "./open-text.ts";
import { OPEN_TEXT } from "./turn-statements.ts";

interface LiveFeedOptions {
  pool: pg.Pool;
  bus: Bus;
  feedAfter(sessionId: string, after: number, limit: number): Promise<FeedEntry[]>;
  onError(message: string, error: unknown): void;
}

const HEADS = {
  name: "live_heads",
  text: `select h.session_id as "sessionId", s.owner_id as "ownerId", h.sequence::int
    from session_heads h join sessions s on s.id = h.session_id where s.id = any($1::uuid[])`,
};

/** The delta log and the hub of a process, made for each other. */
export function createLiveFeed({ pool, bus, feedAfter, onError }: LiveFeedOptions): { log: DeltaLog; hub: LiveHub } {
  const log = createDeltaLog({ pool, bus, publish: (deltas) => hub.deltas(deltas), onError });
  const hub: LiveHub = createLiveHub({
    bus,
    feedAfter,
    heads: async (sessionIds) => (await pool.query({ ...HEADS, values: [sessionIds] })).rows as HeadNotice[],
    openText: async (sessionId) => openTexts((await pool.query({ ...OPEN_TEXT, values: [sessionId] })).rows),
    ownText: log.openText,
    noticeHeads: log.noticeHeads,
    onError,
  });
  return { log, hub };
}

type OpenTextRow = Omit<OpenText, "parts" | "whole"> & Pick<Delta, "part" | "kind" | "offset" | "text">;

function openTexts(rows: OpenTextRow[]): OpenText[] {
  const texts = new Map<string, OpenText>();
  for (const { turnId, conversationId, epoch, ...written } of rows) {
    const open = texts.get(turnId) ?? { turnId, conversationId, epoch, parts: new Map(), whole: true };
    extend(open, written);
    texts.set(turnId, open);
  }
  return [...texts.values()];
}
