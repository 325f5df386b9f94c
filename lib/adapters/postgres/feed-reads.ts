import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { array, iso, object, readAll, statement } from "./read-sql.ts";

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

export function createFeedReads(pool: pg.Pool): Pick<SessionReads, "feedAfter"> {
  return {
    feedAfter: async (sessionId, after, limit) =>
      (await readAll<EntryRow>(pool, AFTER, [sessionId, after, limit])).map(toEntry),
  };
}
