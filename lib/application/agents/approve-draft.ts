import { agentKey } from "#lib/domain/agent/state.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitMessage } from "../limits/take-limits.ts";
import type { KnownDraft } from "../ports/reads.ts";
import { type Approval, acceptMessage } from "../sessions/accept-message.ts";
import { requireOpen } from "../sessions/open-session.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { busy } from "../sessions/send-message.ts";
import { acceptAnswer } from "./accept-answer.ts";
import type { ApprovedDraft, DraftInput } from "./draft-schema.ts";
import { decidedEntry, findDraft, shownDraft, wasDecided } from "./find-draft.ts";
import { closed } from "./respond.ts";

/**
 * Lets a mentee's words pass: in one commit they are approved and sent as theirs, with the turn that answers the
 * message or goes on with the answer. Twice is as good as once. Errors: not_found, forbidden, draft_not_pending,
 * session_closed, turn_in_progress, agent_archived; client_action_closed when the question is not open any more.
 */
export async function approveDraft({ ctx, input }: Call<DraftInput>): Promise<ApprovedDraft> {
  authorize(ctx, "agents:write", "member");
  await limitMessage(ctx);
  const { segment, ...approved } = await retryOnConflict(() => attempt(ctx, input)).catch(async (error) => {
    if (!MET.includes(errorCode(error) ?? "")) throw error;
    const { draft } = await findDraft(ctx, input);
    if (draft.status !== "approved") throw error;
    return attempt(ctx, input);
  });
  ctx.ports.engine.startTurn(approved.turnId, segment);
  return approved;
}

/** What one meets when somebody else approves it at the same moment: the message is there and is being answered. */
const MET: readonly string[] = ["already_exists", "turn_in_progress", "client_action_closed"];

type Attempted = ApprovedDraft & { segment: number };

async function attempt(ctx: Context, input: DraftInput): Promise<Attempted> {
  const by = ctx.actor.userId;
  const found = await findDraft(ctx, input);
  const { draft } = found;
  const { draftId, sessionId, conversationId, sessionOwnerId } = draft;
  if (wasDecided(found, "approved", by)) return approvedBefore(ctx, draft);
  const session = requireOpen(
    await ctx.ports.sessions.head({ workspaceId: ctx.workspaceId, userId: sessionOwnerId }, sessionId),
  );
  const decision = { status: "approved", decidedBy: by, decidedAt: ctx.now() } as const;
  const approval: Approval = {
    by,
    draftId,
    changes: {
      drafts: [{ id: draftId, reason: null, ...decision }],
      audit: [decidedEntry(ctx, found, "agent.draft-approved")],
    },
    facts: [{ type: "draft.decided", conversationId, draft: shownDraft(draft, decision) }],
  };
  return draft.answer ? passAnswer(ctx, draft, approval) : passMessage(ctx, draft, session, approval);
}

async function passMessage(
  ctx: Context,
  { draftId, sessionId, sessionOwnerId, slug, authorId, parts, llmConfigId }: KnownDraft,
  session: ReturnType<typeof requireOpen>,
  approval: Approval,
): Promise<Attempted> {
  const definition = ctx.ports.catalog.findAgent(slug);
  if (!definition) throw notFound("agent");
  const owner = { workspaceId: ctx.workspaceId, userId: sessionOwnerId };
  const { conversation } = await ctx.ports.sessions.heads(owner, sessionId, slug);
  if (conversation?.activeTurn) throw busy(conversation.activeTurn.status);
  const message = { messageId: draftId, parts, authorId, definition, session, conversation, llmConfigId, approval };
  const sending = await ctx.ports.agents.inTurn(agentKey(sessionOwnerId, slug), () => acceptMessage(ctx, message));
  const feedSequence = (await sending.committed)[sessionId] ?? 0;
  return { draftId, status: "approved", messageId: draftId, turnId: sending.turnId, feedSequence, segment: 0 };
}

async function passAnswer(ctx: Context, draft: KnownDraft, approval: Approval): Promise<Attempted> {
  const { draftId, authorId: responderId } = draft;
  const { action, answer } = await questionOf(ctx, draft);
  if (action.status !== "pending") throw closed(action);
  const { toolCallId, response } = answer;
  const given = await acceptAnswer(ctx, { action, toolCallId, response, responderId, approval });
  const { turnId, feedSequence } = given;
  return { draftId, status: "approved", messageId: null, turnId, feedSequence, segment: action.segment + 1 };
}

/** What the first approval gave. Starting its turn again is harmless. */
async function approvedBefore(ctx: Context, draft: KnownDraft): Promise<Attempted> {
  const { draftId, sessionId, authorId } = draft;
  if (draft.answer) {
    const { action } = await questionOf(ctx, draft);
    const { turnId, feedSequence, segment } = action;
    return { draftId, status: "approved", messageId: null, turnId, feedSequence: feedSequence ?? 0, segment };
  }
  const author = { workspaceId: ctx.workspaceId, userId: authorId };
  const turn = await ctx.ports.turns.answering(author, sessionId, draftId);
  if (!turn) throw notFound("draft");
  return { draftId, status: "approved", messageId: draftId, ...turn, segment: 0 };
}

async function questionOf(ctx: Context, { answer, sessionOwnerId }: KnownDraft) {
  const owner = { workspaceId: ctx.workspaceId, userId: sessionOwnerId };
  const action = answer && (await ctx.ports.sessions.clientAction(owner, answer.clientActionId));
  if (!action) throw notFound("question");
  return { action, answer };
}
