import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Message, MessagePart, MessageRole } from "#lib/domain/session/parts.ts";
import type { Changes, NewTurn } from "../ports/store.ts";

export interface TurnPlan extends Omit<NewTurn, "id" | "userMessageId"> {
  turnId: string;
  /** Messages in the conversation before this one. */
  messageCount: number;
  parentId: string | null;
}

export interface AskedMessage {
  id: string;
  role: Exclude<MessageRole, "assistant">;
  parts: MessagePart[];
  authorId: string | null;
}

/** A message and the accepted turn that answers it: rows and facts of one commit. */
export function planTurn(plan: TurnPlan, asked: AskedMessage): { changes: Changes; facts: FeedFact[] } {
  const message: Message = {
    ...blank(plan, plan.messageCount + 1),
    ...asked,
    parentId: plan.parentId,
    status: "complete",
  };
  const answer = planAnswer({ ...plan, messageCount: plan.messageCount + 1 }, message.id);
  return {
    changes: {
      ...answer.changes,
      messages: [message, answer.message].map((one) => ({ ...one, sessionId: plan.sessionId })),
    },
    facts: [{ type: "message.created", conversationId: plan.conversationId, message }, ...answer.facts],
  };
}

/** Another answer to a message that is already there. */
export function planAnswer(
  plan: TurnPlan,
  userMessageId: string,
): { changes: Changes; facts: FeedFact[]; message: Message } {
  const { workspaceId, sessionId, conversationId, agentId, slug, userId, turnId, llmConfigId, at } = plan;
  const message: Message = {
    ...blank(plan, plan.messageCount + 1),
    id: turnId,
    role: "assistant",
    parentId: userMessageId,
    status: "streaming",
  };
  const turn = {
    id: turnId,
    workspaceId,
    sessionId,
    conversationId,
    agentId,
    slug,
    userId,
    userMessageId,
    llmConfigId,
    at,
  };
  return {
    message,
    changes: { messages: [{ ...message, sessionId }], turns: [turn] },
    facts: [{ type: "message.created", conversationId, message }],
  };
}

const blank = ({ conversationId, at }: TurnPlan, sequence: number): Omit<Message, "id" | "role" | "status"> => ({
  conversationId,
  sequence,
  parentId: null,
  parts: [],
  authorId: null,
  model: null,
  usage: null,
  orchestratorContext: null,
  error: null,
  createdAt: at,
});
