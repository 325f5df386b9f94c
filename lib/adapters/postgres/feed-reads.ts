import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";
import { array, iso, object, readAll, readOne, statement } from "./read-sql.ts";

/** A row of `session_feed f` as `toEntry` takes it. */
export const ENTRY = object({ sequence: "f.sequence", at: iso("f.at"), type: "f.type", data: "f.data" });

export type EntryRow = { sequence: number; at: string; type: string; data: object };

export const toEntry = ({ data, ...entry }: EntryRow): FeedEntry => ({ ...data, ...entry }) as FeedEntry;

const AFTER = statement(
  "feed_after",
  ENTRY,
  "from session_feed f where f.session_id = $1 and f.sequence > $2 order by f.sequence limit $3",
);

/** The newest packets of `sessions s`, oldest first. */
export const HANDOFFS = array(
  "h.packet",
  `from (select f.data->'packet' as packet, f.sequence from session_feed f
         where f.session_id = s.id and f.type = 'handoff.created' order by f.sequence desc limit 50) h`,
  "h.sequence",
);

const PACKET = statement(
  "handoff_packet",
  "f.data->'packet'",
  `from conversations c join session_feed f on f.session_id = c.session_id and f.type = 'handoff.created'
   where c.id = $1 and f.data->'packet'->>'toConversationId' = c.id::text order by f.sequence desc limit 1`,
);

export function createFeedReads(pool: pg.Pool): Pick<SessionReads, "feedAfter" | "packet"> {
  return {
    feedAfter: async (sessionId, after, limit) =>
      (await readAll<EntryRow>(pool, AFTER, [sessionId, after, limit])).map(toEntry),
    packet: (conversationId) => readOne<HandoffPacket>(pool, PACKET, [conversationId]),
  };
}
