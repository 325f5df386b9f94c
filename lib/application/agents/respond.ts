import { DomainError } from "#lib/domain/errors.ts";
import { type Json, sameJson } from "#lib/domain/json.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { KnownClientAction } from "../ports/reads.ts";
import { requireOpen } from "../sessions/open-session.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { decideAgent } from "./record-events.ts";
import { checkResponse } from "./response-schema.ts";
import type { RespondInput } from "./schema.ts";

export interface Responded {
  clientActionId: string;
  sessionId: string;
  turnId: string;
  status: "accepted";
  /** Of the entry that holds the answer. */
  feedSequence: number;
}

/**
 * A person's answer to a question: it is recorded and its turn accepted again in one commit, and goes on wherever a
 * worker is. The same answer twice gets the same; another answer to what was answered is refused.
 */
export async function respond({ ctx, input }: Call<RespondInput>): Promise<Responded> {
  authorize(ctx, "sessions:write", "member");
  const { answered, segment } = await retryOnConflict(() => attempt(ctx, input));
  if (segment !== null) ctx.ports.engine.startTurn(answered.turnId, segment);
  return answered;
}

interface Attempted {
  answered: Responded;
  /** The one to start; null when the answer had been given before. */
  segment: number | null;
}

async function attempt(ctx: Context, input: RespondInput): Promise<Attempted> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const action = await ctx.ports.sessions.clientAction(viewer, input.clientActionId);
  const slug = ctx.ports.catalog.findAgent(input.agent)?.slug;
  if (!action || (input.agent !== action.agentId && slug !== action.slug)) throw notFound("question");
  if (action.status !== "pending") return { answered: answeredBefore(action, input), segment: null };
  const { sessionId, turnId, conversationId } = action;
  requireOpen(await ctx.ports.sessions.head(viewer, sessionId));
  const files = action.kind === "file" ? await ctx.ports.sessions.files(viewer, sessionId) : [];
  const response = checkResponse(
    action,
    input.response,
    files.map(({ fileId }) => fileId),
  );
  const at = ctx.now();
  const responderId = ctx.actor.userId;
  const loaded = await ctx.ports.agents.load(action.agentId, ctx.workspaceId);
  const { clientActionId, toolCallId } = input;
  const append = decideAgent(ctx, loaded, [
    { type: "respond", sessionId, clientActionId, toolCallId, responderId, response, at },
  ]);
  if (!append) throw new DomainError("version_conflict", "The question was answered in the meantime.");
  const heads = await ctx.ports.store.commit({
    agents: [append],
    sessions: [{ id: sessionId, at }],
    turnMoves: [{ turnId, to: "resumed", at }],
    messagePatches: [{ id: turnId, status: "streaming" }],
    feed: [
      {
        sessionId,
        ownerId: action.sessionOwnerId,
        at,
        facts: [
          {
            type: "client-action.answered",
            ...{ conversationId, turnId, clientActionId, outcome: "answered", response, responderId },
          },
        ],
      },
    ],
  });
  return { answered: answer(action, heads[sessionId] ?? 0), segment: action.segment + 1 };
}

const answer = ({ id, sessionId, turnId }: KnownClientAction, feedSequence: number): Responded => ({
  clientActionId: id,
  sessionId,
  turnId,
  status: "accepted",
  feedSequence,
});

/** The same answer once more is no mistake; anything else comes too late. */
function answeredBefore(action: KnownClientAction, { toolCallId, response }: RespondInput): Responded {
  if (toolCallId !== action.toolCallId)
    throw new DomainError("unexpected_response", "This answer belongs to another question than the one it names.");
  if (action.status === "answered" && sameJson(action.response, response as Json))
    return answer(action, action.feedSequence ?? 0);
  if (action.status === "expired")
    throw new DomainError("client_action_expired", "This question has expired. Write a message to go on.");
  throw new DomainError(
    "client_action_closed",
    action.status === "answered"
      ? "This question has been answered already. The first answer counts."
      : "This question was taken back: its answer was stopped or its session has ended.",
  );
}
