import type { Draft } from "#lib/domain/session/draft.ts";
import type { MessagePart } from "#lib/domain/session/parts.ts";
import { decideAgent } from "../agents/record-events.ts";
import type { Context } from "../context.ts";
import type { ConversationHead, SessionHead } from "../ports/reads.ts";
import type { DraftAnswer } from "../ports/store.ts";

/** What a mentee hears instead of a message's answer. */
export interface SubmittedDraft {
  draftId: string;
  status: "draft";
}

interface NewWords {
  draftId: string;
  parts: MessagePart[];
  session: Pick<SessionHead, "id" | "ownerId">;
  conversation: Pick<ConversationHead, "id" | "agentId">;
  llmConfigId: string | null;
  /** What it would answer to which question; null for a message. */
  answer: DraftAnswer | null;
}

/** Keeps a mentee's message or answer until a primary or shared person decides on it. The same id again answers the same. */
export async function submitDraft(ctx: Context, words: NewWords): Promise<SubmittedDraft> {
  const { draftId, parts, session, conversation, llmConfigId, answer } = words;
  const { id: conversationId, agentId } = conversation;
  const sessionId = session.id;
  const authorId = ctx.actor.userId;
  const at = ctx.now();
  const loaded = await ctx.ports.agents.load(agentId, ctx.workspaceId);
  const ids = { draftId, sessionId, conversationId, authorId, kind: answer ? "response" : "message" } as const;
  const append = decideAgent(ctx, loaded, [{ type: "submit-draft", ...ids, at }]);
  if (!append) return { draftId, status: "draft" };
  const draft: Draft = {
    ...{ kind: ids.kind, clientActionId: answer?.clientActionId ?? null },
    ...{ draftId, conversationId, authorId, parts, status: "pending" },
    ...{ decidedBy: null, reason: null, createdAt: at, decidedAt: null },
  };
  await ctx.ports.store.commit({
    agents: [append],
    sessions: [{ id: sessionId, at }],
    newDrafts: [{ ...ids, agentId, workspaceId: ctx.workspaceId, parts, llmConfigId, answer, at }],
    feed: [{ sessionId, ownerId: session.ownerId, at, facts: [{ type: "draft.submitted", conversationId, draft }] }],
  });
  return { draftId, status: "draft" };
}

/** The answer that the caller's draft of this id got when it was submitted. */
export async function submittedBefore(
  ctx: Context,
  sessionId: string,
  draftId: string,
): Promise<SubmittedDraft | null> {
  const draft = await ctx.ports.sessions.draft(ctx.workspaceId, draftId);
  const same = draft?.authorId === ctx.actor.userId && draft.sessionId === sessionId;
  return same ? { draftId, status: "draft" } : null;
}
