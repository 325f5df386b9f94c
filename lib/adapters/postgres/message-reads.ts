import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { visibleIn, visibleTalk } from "./access-sql.ts";
import { pageOf } from "./cursor.ts";
import { MESSAGE, type MessageRow, toMessage } from "./message-row.ts";
import { isId, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

const CONVERSATION = statement(
  "messages_conversation",
  object({ id: "c.id", own: "s.owner_id = $2" }),
  `from sessions s join conversations c on c.session_id = s.id and c.slug = $4
   where s.workspace_id = $1 and ${visibleTalk("s", "c")} and s.id = $3`,
);

const PAGE = statement(
  "messages_page",
  MESSAGE,
  `from messages m where m.conversation_id = $1 and m.sequence < $2 order by m.sequence desc limit $3`,
);

const ONE = statement(
  "message",
  MESSAGE,
  `from messages m join sessions s on s.id = m.session_id
   where s.workspace_id = $1 and ${visibleIn("s", "m.conversation_id")} and m.session_id = $3 and m.id = $4`,
);

const NEWEST = 2_147_483_647;

/** What else ran in the session is its owner's to know. */
const withoutContext = (message: Message): Message => ({ ...message, orchestratorContext: null });

export function createMessageReads(pool: pg.Pool): Pick<SessionReads, "messages" | "message"> {
  return {
    async messages(viewer, sessionId, slug, { before = NEWEST, limit }) {
      if (!isId(sessionId)) return null;
      const found = await readOne<{ id: string; own: boolean }>(pool, CONVERSATION, [
        ...seenBy(viewer),
        sessionId,
        slug,
      ]);
      if (!found) return null;
      const rows = await readAll<MessageRow>(pool, PAGE, [found.id, before, limit + 1]);
      const { items, nextCursor } = pageOf(rows.map(toMessage), limit, (oldest) => String(oldest.sequence));
      return { items: items.reverse().map((one) => (found.own ? one : withoutContext(one))), nextCursor };
    },
    async message(viewer, sessionId, messageId) {
      if (!isId(sessionId) || !isId(messageId)) return null;
      const row = await readOne<MessageRow>(pool, ONE, [...seenBy(viewer), sessionId, messageId]);
      return row && toMessage(row);
    },
  };
}
