import type pg from "pg";
import type { KnownClientAction, SessionReads } from "#lib/application/ports/reads.ts";
import { visibleIn } from "./access-sql.ts";
import { isId, iso, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

const ACTION = {
  id: "a.id",
  toolCallId: "a.tool_call_id",
  kind: "a.kind",
  prompt: "a.prompt",
  schema: "a.schema",
  expiresAt: iso("a.expires_at"),
  conversationId: "a.conversation_id",
  turnId: "a.turn_id",
  agentId: "a.agent_id",
  requestedAt: iso("a.requested_at"),
};

/** A row of `client_actions a` as a session shows it while it waits. */
export const OPEN_ACTION = object(ACTION);

const KNOWN = object({
  ...ACTION,
  workspaceId: "a.workspace_id",
  sessionId: "a.session_id",
  sessionOwnerId: "s.owner_id",
  slug: "t.slug",
  status: "a.status",
  response: "a.response",
  responderId: "a.responder_id",
  segment: "t.segment",
  feedSequence: `(select f.sequence from session_feed f where f.session_id = a.session_id
    and f.type = 'client-action.answered' and f.data->>'clientActionId' = a.id::text)`,
});
const FROM = "from client_actions a join turns t on t.id = a.turn_id join sessions s on s.id = a.session_id";
const SEEN = statement(
  "client_action",
  KNOWN,
  `${FROM} where s.workspace_id = $1 and ${visibleIn("s", "a.conversation_id")} and a.id = $3`,
);
const ASKED_BY = statement(
  "client_action_asked_by",
  "a.id",
  `from client_actions a where a.agent_id = $1 and a.conversation_id = $2
   order by a.tool_call_id = $3 desc, a.requested_at desc limit 1`,
);
const OF_TURN = statement("client_action_of_turn", KNOWN, `${FROM} where a.turn_id = $1 and a.status = 'pending'`);
const EXPIRED = statement(
  "client_actions_expired",
  KNOWN,
  `${FROM} where a.status = 'pending' and a.expires_at <= $1 order by a.expires_at limit $2`,
);

/** Questions to people, as the events have left them. */
export function createClientActionReads(
  pool: pg.Pool,
): Pick<SessionReads, "clientAction" | "askedBy" | "pendingAction" | "expiredActions"> {
  return {
    clientAction: async (viewer, id) =>
      isId(id) ? readOne<KnownClientAction>(pool, SEEN, [...seenBy(viewer), id]) : null,
    askedBy: ({ agentId, conversationId, toolCallId }) =>
      readOne<string>(pool, ASKED_BY, [agentId, conversationId, toolCallId]),
    pendingAction: async (turnId) => readOne<KnownClientAction>(pool, OF_TURN, [turnId]),
    expiredActions: async (at, limit) => readAll<KnownClientAction>(pool, EXPIRED, [at, limit]),
  };
}
