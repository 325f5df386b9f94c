import type { AgentDraft } from "#lib/domain/agent/state.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { type Json, sameJson } from "#lib/domain/json.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { deriveId } from "../derive-id.ts";
import { limitMessage } from "../limits/take-limits.ts";
import type { KnownClientAction, Viewer } from "../ports/reads.ts";
import { requireOpen } from "../sessions/open-session.ts";
import { requireWriter } from "../sessions/require-access.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { type SubmittedDraft, submitDraft } from "../sessions/submit-draft.ts";
import { acceptAnswer, type Responded, respondedTo } from "./accept-answer.ts";
import { responseParts } from "./response-parts.ts";
import { checkResponse } from "./response-schema.ts";
import type { RespondInput } from "./schema.ts";

/**
 * A person's answer to a question: it is recorded and its turn accepted again in one commit, and goes on wherever a
 * worker is. The same answer twice gets the same; another answer to what was answered is refused. A mentee's answer
 * becomes a draft.
 */
export async function respond({ ctx, input }: Call<RespondInput>): Promise<Responded | SubmittedDraft> {
  authorize(ctx, "sessions:write", "member");
  await limitMessage(ctx);
  return answerQuestion({ ctx, input });
}

/** The same for words that have been counted as a message. */
export async function answerQuestion({ ctx, input }: Call<RespondInput>): Promise<Responded | SubmittedDraft> {
  const { answered, segment } = await retryOnConflict(() =>
    attempt(ctx, input).catch((error) => decideAnew(ctx, input, error)),
  );
  if (segment !== null && "turnId" in answered) ctx.ports.engine.startTurn(answered.turnId, segment);
  return answered;
}

/** An answer that came between our reading of the question and of its agent: it is known when both are read again. */
async function decideAnew(ctx: Context, input: RespondInput, error: unknown): Promise<never> {
  if (!["execution_not_suspended", "unexpected_response"].includes(errorCode(error) ?? "")) throw error;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const action = await ctx.ports.sessions.clientAction(viewer, input.clientActionId);
  if (!action || action.status === "pending" || action.toolCallId !== input.toolCallId) throw error;
  throw new DomainError("version_conflict", "The question was answered in the meantime.");
}

interface Attempted {
  answered: Responded | SubmittedDraft;
  /** The one to start; null when the answer had been given before, or waits for an approval. */
  segment: number | null;
}

async function attempt(ctx: Context, input: RespondInput): Promise<Attempted> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const action = await ctx.ports.sessions.clientAction(viewer, input.clientActionId);
  const slug = ctx.ports.catalog.findAgent(input.agent)?.slug;
  if (!action || (input.agent !== action.agentId && slug !== action.slug)) throw notFound("question");
  const { sessionId, conversationId } = action;
  const head = await ctx.ports.sessions.head(viewer, sessionId);
  if (!head) throw notFound("question");
  const role = requireWriter(head, { id: conversationId });
  if (input.toolCallId !== action.toolCallId)
    throw new DomainError("unexpected_response", "This answer belongs to another question than the one it names.");
  if (action.status !== "pending") return { answered: answeredBefore(action, input.response), segment: null };
  const session = requireOpen(head);
  const files = action.kind === "file" ? await ctx.ports.sessions.files(viewer, sessionId) : [];
  const response = checkResponse(action, input.response, files);
  const { toolCallId } = input;
  if (role === "mentee") {
    const { state } = await ctx.ports.agents.load(action.agentId, ctx.workspaceId);
    // The same answer twice is one draft; once that was rejected it may be offered again.
    const rejected =
      "drafts" in state ? state.drafts.filter((one) => isRejectedAnswer(one, viewer, sessionId)).length : 0;
    const draftId = await deriveId(action.id, `${viewer.userId} ${rejected} ${JSON.stringify(response)}`);
    const parts = responseParts(action, response, files);
    const conversation = { id: conversationId, agentId: action.agentId };
    const words = { draftId, parts, session, conversation, llmConfigId: null };
    const answered = await submitDraft(ctx, { ...words, answer: { clientActionId: action.id, toolCallId, response } });
    return { answered, segment: null };
  }
  const answered = await acceptAnswer(ctx, { action, toolCallId, response, responderId: viewer.userId });
  return { answered, segment: action.segment + 1 };
}

const isRejectedAnswer = (draft: AgentDraft, { userId }: Viewer, sessionId: string): boolean =>
  draft.kind === "response" &&
  draft.status === "rejected" &&
  draft.authorId === userId &&
  draft.sessionId === sessionId;

/** The same answer once more is no mistake; anything else comes too late. */
function answeredBefore(action: KnownClientAction, response: Json): Responded {
  if (action.status === "answered" && sameJson(action.response, response))
    return respondedTo(action, action.feedSequence ?? 0);
  throw closed(action);
}

/** Why a question takes no answer any more. */
export function closed({ status }: KnownClientAction): DomainError {
  if (status === "expired")
    return new DomainError("client_action_expired", "This question has expired. Write a message to go on.");
  return new DomainError(
    "client_action_closed",
    status === "answered"
      ? "This question has been answered already. The first answer counts."
      : "This question was taken back: its answer was stopped or its session has ended.",
  );
}
