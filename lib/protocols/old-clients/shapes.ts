import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { ConversationView } from "#lib/domain/session/feed.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import type { OldSession, OldStarted } from "./schema.ts";

type Status = OldStarted["status"];

/** An agent leads where it works in structured sessions, one at a time. */
export const controlModeOf = ({ maxConcurrentSessions }: AgentDefinition): OldStarted["control_mode"] =>
  maxConcurrentSessions === null ? "user" : "agent";

export const streamUrlOf = (sessionId: string): string => `/api/session/${sessionId}/stream`;

/** The one conversation that an old client knows of: the first of the session. */
export const conversationOf = ({ conversations }: SessionView): ConversationView | undefined =>
  Object.values(conversations)[0];

export function statusOf({ status, clientActions }: Pick<SessionView, "status" | "clientActions">): Status {
  if (status === "stopped") return "terminated";
  return status === "active" && Object.keys(clientActions).length > 0 ? "waiting" : status;
}

/** A session as old clients know it. Pure. */
export function oldSession(view: SessionView, conversation: ConversationView, definition: AgentDefinition): OldSession {
  const { conversationId } = conversation;
  const waiting = Object.values(view.clientActions).find((action) => action.conversationId === conversationId);
  return {
    session_id: view.id,
    session_type: definition.slugAliases[0] ?? definition.slug,
    conversation_id: conversationId,
    status: statusOf(view),
    control_mode: controlModeOf(definition),
    stream_url: streamUrlOf(view.id),
    title: view.title,
    pending_action: waiting
      ? {
          id: waiting.id,
          tool_call_id: waiting.toolCallId,
          kind: waiting.kind,
          prompt: waiting.prompt,
          schema: waiting.schema,
          expires_at: waiting.expiresAt,
        }
      : null,
    items: (view.messages[conversationId] ?? []).map(({ id, role, parts, status, createdAt }) => ({
      ...{ id, role, content: textOf(parts), status, created_at: createdAt },
    })),
    created_at: view.createdAt,
    updated_at: view.updatedAt,
  };
}
