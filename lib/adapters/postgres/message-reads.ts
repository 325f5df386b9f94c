import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { pageOf } from "./cursor.ts";
import { MESSAGE, type MessageRow, toMessage } from "./message-row.ts";
import { isId, readAll, readOne, seenBy, statement, visible } from "./read-sql.ts";

const IN_SESSION = `from sessions s
  join conversations c on c.session_id = s.id and c.slug = $4
  where ${visible("s")} and s.id = $3`;

const CONVERSATION = statement("messages_conversation", "c.id", IN_SESSION);

const PAGE = statement(
  "messages_page",
  MESSAGE,
  `from messages m where m.conversation_id = $1 and m.sequence < $2 order by m.sequence desc limit $3`,
);

const ONE = statement(
  "message",
  MESSAGE,
  `from messages m join sessions s on s.id = m.session_id where ${visible("s")} and m.session_id = $3 and m.id = $4`,
);

const NEWEST = 2_147_483_647;

export function createMessageReads(pool: pg.Pool): Pick<SessionReads, "messages" | "message"> {
  return {
    async messages(viewer, sessionId, slug, { before = NEWEST, limit }) {
      if (!isId(sessionId)) return null;
      const conversationId = await readOne<string>(pool, CONVERSATION, [...seenBy(viewer), sessionId, slug]);
      if (!conversationId) return null;
      const rows = await readAll<MessageRow>(pool, PAGE, [conversationId, before, limit + 1]);
      const { items, nextCursor } = pageOf(rows.map(toMessage), limit, (oldest) => String(oldest.sequence));
      return { items: items.reverse(), nextCursor };
    },
    async message(viewer, sessionId, messageId) {
      if (!isId(sessionId) || !isId(messageId)) return null;
      const row = await readOne<MessageRow>(pool, ONE, [...seenBy(viewer), sessionId, messageId]);
      return row && toMessage(row);
    },
  };
}
