import type { AgentDraft, DraftStatus } from "#lib/domain/agent/state.ts";
import type { MessagePart } from "./parts.ts";

/**
 * What a mentee wants to say in a conversation, as its people see it: a message, or the answer to a question, whose
 * parts are its words. Times are ISO 8601.
 */
export interface Draft {
  kind: AgentDraft["kind"];
  /** The question that it answers. */
  clientActionId: string | null;
  draftId: string;
  conversationId: string;
  authorId: string;
  parts: MessagePart[];
  status: DraftStatus;
  decidedBy: string | null;
  /** Why it was rejected: in the words of who did, or what had happened. */
  reason: string | null;
  createdAt: string;
  decidedAt: string | null;
}
