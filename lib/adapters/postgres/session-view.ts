import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { viewFor } from "#lib/domain/session/access.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { ConversationView } from "#lib/domain/session/feed.ts";
import { emptyOrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { LiveTurn, SessionView } from "#lib/domain/session/view.ts";
import { type AccessRow, accessRow, titleFor, toAccess, visible, visibleTalk } from "./access-sql.ts";
import { OPEN_ACTION } from "./client-action-reads.ts";
import { DRAFT, SHOWN_DRAFTS } from "./draft-reads.ts";
import { HANDOFFS } from "./feed-reads.ts";
import { MESSAGE, type MessageRow, toMessage } from "./message-row.ts";
import { foldOrchestration, foldSeen, ORCHESTRATION, type OrchestrationRow } from "./orchestration-reads.ts";
import { array, isId, iso, object, readOne, seenBy, statement } from "./read-sql.ts";
import { RUN } from "./run-reads.ts";
import { LIVING_ENTRIES } from "./stored-reads.ts";

const CONVERSATION = object({
  conversationId: "c.id",
  agentId: "c.agent_id",
  slug: "c.slug",
  messageCount: "c.message_count",
  lastMessageAt: iso("c.last_message_at"),
  archived: `(select ${object({ at: iso("g.archived_at"), reason: "g.archive_reason" })}
    from agents g where g.id = c.agent_id and g.status = 'archived')`,
});
const TURN = object({
  turnId: "t.id",
  conversationId: "t.conversation_id",
  epoch: "t.epoch",
  status: "t.status",
  // The last one, as long as the turn still asks for the answer at which it failed.
  failure: `case when jsonb_array_length(t.receipts) > 0 and (t.receipts->-1->>'iteration')::int
    = (select count(*) from turn_iterations i where i.turn_id = t.id) then t.receipts->-1 end`,
  pause: "case when t.status = 'paused' then t.pause end",
});
const OF_SESSION = "where c.session_id = s.id";

/** Names of the owner and of all who have or had a role on an agent that takes part and that the viewer sees. */
const PEOPLE = `(select json_object_agg(u.id, u.name) from users u where u.id = s.owner_id or u.id in (
  select had.user_id from conversations c join agent_assignments had on had.agent_id = c.agent_id
  where c.session_id = s.id and ${visibleTalk("s", "c")}))`;

// The counter row of the feed is read by the same snapshot as everything else: what it counts is there, and no more.
const VIEW = statement(
  "session_view",
  object({
    id: "s.id",
    access: accessRow("s"),
    ownerId: "s.owner_id",
    title: titleFor("s"),
    subject: "s.subject",
    status: "s.status",
    deleted: "s.deleted_at is not null",
    feedSequence: "coalesce((select h.sequence from session_heads h where h.session_id = s.id), 0)",
    conversations: array(CONVERSATION, `from conversations c ${OF_SESSION}`, "c.created_at, c.id"),
    messages: array(
      MESSAGE,
      `from conversations c cross join lateral (
         select m.* from messages m where m.conversation_id = c.id order by m.sequence desc limit $4 + 1) m ${OF_SESSION}`,
      "m.sequence desc",
    ),
    turns: array(
      TURN,
      `from conversations c join turns t on t.conversation_id = c.id
         and t.status in ('accepted', 'running', 'suspended', 'paused') ${OF_SESSION}`,
      "t.accepted_at, t.id",
    ),
    clientActions: array(
      OPEN_ACTION,
      "from client_actions a where a.session_id = s.id and a.status = 'pending'",
      "a.id",
    ),
    runs: array(
      RUN,
      `from (select r.* from workflow_runs r where r.session_id = s.id
             order by r.created_at desc, r.id desc limit 50) r`,
      "r.created_at, r.id",
    ),
    drafts: array(DRAFT, SHOWN_DRAFTS, "d.created_at, d.id"),
    people: PEOPLE,
    handoffs: HANDOFFS,
    stateKeys: array("e.key", LIVING_ENTRIES, "e.id"),
    orchestration: ORCHESTRATION,
    metadata: "s.metadata",
    createdAt: iso("s.created_at"),
    updatedAt: iso("s.updated_at"),
    lastActivityAt: iso("s.last_activity_at"),
    completedAt: iso("s.completed_at"),
    expiresAt: iso("s.expires_at"),
  }),
  `from sessions s where ${visible("s")} and s.id = $3`,
);

type Changed =
  | "roles"
  | "conversations"
  | "messages"
  | "olderCursor"
  | "turns"
  | "clientActions"
  | "orchestratorContext";
type ViewRow = Omit<SessionView, Changed> & {
  access: AccessRow;
  conversations: ConversationView[];
  messages: MessageRow[];
  turns: LiveTurn[];
  clientActions: OpenClientAction[];
  orchestration: OrchestrationRow;
};

/** One statement, so one snapshot; the newest 50 runs and hand-offs, which the panel can page beyond. */
export function createSessionView(pool: pg.Pool): Pick<SessionReads, "view"> {
  return {
    async view(viewer, sessionId, messagesPerConversation) {
      if (!isId(sessionId)) return null;
      const row = await readOne<ViewRow>(pool, VIEW, [...seenBy(viewer), sessionId, messagesPerConversation]);
      const access = row && toAccess(row.access, viewer.userId);
      if (!access) return null;
      const { access: _row, orchestration, conversations, messages, turns, clientActions, ...facts } = row;
      const whole = {
        ...facts,
        roles: null,
        conversations: Object.fromEntries(conversations.map((one) => [one.slug, one])),
        ...pagesOf(conversations, messages.map(toMessage), messagesPerConversation),
        turns: Object.fromEntries(
          turns.map(({ failure, pause, ...turn }) => [
            turn.turnId,
            { ...turn, ...(failure && { failure }), ...(pause && { pause }) },
          ]),
        ),
        clientActions: Object.fromEntries(clientActions.map((action) => [action.id, action])),
        orchestratorContext: emptyOrchestratorContext,
      };
      const orchestratorContext =
        access.kind === "owner"
          ? await foldOrchestration(pool, sessionId, orchestration)
          : await foldSeen(pool, access, sessionId, whole.feedSequence);
      return { ...viewFor(access, whole), orchestratorContext };
    },
  };
}

/** The messages came newest first, one more per conversation than the page holds. */
function pagesOf(conversations: ConversationView[], all: Message[], limit: number) {
  const messages: SessionView["messages"] = {};
  const olderCursor: SessionView["olderCursor"] = {};
  const byConversation = Map.groupBy(all, (message) => message.conversationId);
  for (const { conversationId } of conversations) {
    const newest = byConversation.get(conversationId) ?? [];
    const older = newest[limit];
    messages[conversationId] = newest.slice(0, limit).reverse();
    olderCursor[conversationId] = older ? String(older.sequence + 1) : null;
  }
  return { messages, olderCursor };
}
