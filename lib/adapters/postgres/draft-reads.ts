import type pg from "pg";
import type { KnownDraft, SessionReads } from "#lib/application/ports/reads.ts";
import type { Draft } from "#lib/domain/session/draft.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { isId, iso, object, readAll, readOne, statement } from "./read-sql.ts";

const FIELDS = {
  kind: "d.kind",
  clientActionId: "d.client_action_id",
  draftId: "d.id",
  conversationId: "d.conversation_id",
  authorId: "d.author_id",
  parts: "d.parts",
  status: "d.status",
  decidedBy: "d.decided_by",
  reason: "d.reason",
  createdAt: iso("d.created_at"),
  decidedAt: iso("d.decided_at"),
};

/** A row of `agent_drafts d` as its conversation's people see it. */
export const DRAFT = object(FIELDS);

/** Drafts of `sessions s` that wait, and those rejected since the last message of their conversation. */
export const SHOWN_DRAFTS = `from agent_drafts d join conversations c on c.id = d.conversation_id
  where d.session_id = s.id and (d.status = 'pending'
    or d.status = 'rejected' and d.decided_at >= coalesce(c.last_message_at, d.created_at))`;

const KNOWN = object({
  ...FIELDS,
  agentId: "d.agent_id",
  sessionId: "d.session_id",
  sessionOwnerId: "s.owner_id",
  slug: "c.slug",
  llmConfigId: "d.llm_config_id",
  answer: `case when d.client_action_id is not null then ${object({
    clientActionId: "d.client_action_id",
    toolCallId: "d.tool_call_id",
    response: "coalesce(d.response, 'null')",
  })} end`,
});
const FROM = `from agent_drafts d join sessions s on s.id = d.session_id and s.deleted_at is null
  join conversations c on c.id = d.conversation_id`;
const BY_ID = statement("draft", KNOWN, `${FROM} where d.id = $1 and d.workspace_id = $2`);
const OF_AGENT = statement(
  "drafts_of_agent",
  KNOWN,
  `${FROM} where d.agent_id = $1 and ($2::text is null or d.status = $2)
     and ($4::timestamptz is null or (d.created_at, d.id) < ($4, $5::uuid))
   order by d.created_at desc, d.id desc limit $3`,
);

/** What mentees want to say, with what became of it. */
export function createDraftReads(pool: pg.Pool): Pick<SessionReads, "draft" | "drafts"> {
  return {
    draft: async (workspaceId, draftId) =>
      isId(draftId) ? readOne<KnownDraft>(pool, BY_ID, [draftId, workspaceId]) : null,
    async drafts(agentId, { status, limit, cursor }) {
      const place = cursor === undefined ? null : decodeCursor(cursor);
      const values = [agentId, status ?? null, limit + 1, place?.at ?? null, place?.id ?? null];
      const rows = await readAll<KnownDraft>(pool, OF_AGENT, values);
      return pageOf(rows, limit, (last: Draft) => encodeCursor({ at: last.createdAt, id: last.draftId }));
    },
  };
}
