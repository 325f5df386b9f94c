import { errorCode } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { acceptMessage } from "../sessions/accept-message.ts";
import { requireOpen } from "../sessions/open-session.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { busy } from "../sessions/send-message.ts";
import type { ApprovedDraft, DraftInput } from "./draft-schema.ts";
import { findDraft, shownDraft, wasDecided } from "./find-draft.ts";

/**
 * Lets a mentee's message pass: in one commit it is approved and sent as theirs, with the turn that answers it. Twice
 * is as good as once. Errors: not_found, forbidden, draft_not_pending, session_closed, turn_in_progress, agent_archived.
 */
export async function approveDraft({ ctx, input }: Call<DraftInput>): Promise<ApprovedDraft> {
  authorize(ctx, "agents:write", "member");
  const approved = await retryOnConflict(() => attempt(ctx, input)).catch((error) => {
    // Somebody else approved it at the same moment: the message is there.
    if (errorCode(error) === "already_exists") return attempt(ctx, input);
    throw error;
  });
  ctx.ports.engine.startTurn(approved.turnId, 0);
  return approved;
}

async function attempt(ctx: Context, input: DraftInput): Promise<ApprovedDraft> {
  const by = ctx.actor.userId;
  const found = await findDraft(ctx, input);
  const { draftId, sessionId, conversationId, sessionOwnerId, slug, authorId, parts, llmConfigId } = found.draft;
  const done = { draftId, status: "approved", messageId: draftId } as const;
  if (wasDecided(found, "approved", by)) {
    const author = { workspaceId: ctx.workspaceId, userId: authorId };
    const turn = await ctx.ports.turns.answering(author, sessionId, draftId);
    if (!turn) throw notFound("draft");
    return { ...done, ...turn };
  }
  const definition = ctx.ports.catalog.findAgent(slug);
  if (!definition) throw notFound("agent");
  const owner = { workspaceId: ctx.workspaceId, userId: sessionOwnerId };
  const [head, conversation] = await Promise.all([
    ctx.ports.sessions.head(owner, sessionId),
    ctx.ports.sessions.conversation(owner, sessionId, slug),
  ]);
  const session = requireOpen(head);
  if (conversation?.activeTurn) throw busy(conversation.activeTurn.status);
  const at = ctx.now();
  const draft = shownDraft(found.draft, { status: "approved", decidedBy: by, decidedAt: at });
  const approval = {
    by,
    draftId,
    changes: { drafts: [{ id: draftId, status: "approved", decidedBy: by, reason: null, decidedAt: at } as const] },
    facts: [{ type: "draft.decided", conversationId, draft } as const],
  };
  const message = { messageId: draftId, parts, authorId, definition, session, conversation, llmConfigId, approval };
  const sending = await ctx.ports.agents.inTurn(`${sessionOwnerId}:${slug}`, () => acceptMessage(ctx, message));
  const heads = await sending.committed;
  return { ...done, turnId: sending.turnId, feedSequence: heads[sessionId] ?? 0 };
}
