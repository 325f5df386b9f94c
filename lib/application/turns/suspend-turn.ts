import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { endUnanswered } from "../agents/end-question.ts";
import { decideAgent } from "../agents/record-events.ts";
import type { Context } from "../context.ts";
import type { ClaimedTurn } from "../ports/turns.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import type { Asked } from "./questions.ts";
import type { ToolRun } from "./run-tools.ts";

/**
 * The turn lets go of its process: the question goes to the agent with what is needed to go on, and the message stays
 * as far as it has come. Nothing is held while a person thinks.
 */
export async function suspendTurn(run: ToolRun, asked: Asked, message: Message): Promise<void> {
  const { ctx, turn, situation } = run;
  const { id: turnId, epoch, sessionId, sessionOwnerId, conversationId, agentId } = turn;
  const { action, key } = asked;
  const at = ctx.now();
  const executionState = {
    turnId,
    snapshotMessageIds: [...situation.history.map(({ id }) => id), turnId],
    iteration: key.iteration,
    toolCallsMade: message.parts.filter(({ type }) => type === "tool-call").length - 1,
    pendingToolCallId: action.toolCallId,
    startedAt: turn.acceptedAt,
    suspendedAt: at,
  };
  const facts: FeedFact[] = [
    {
      type: "client-action.requested",
      conversationId,
      action: { ...action, conversationId, turnId, agentId, requestedAt: at },
    },
    { type: "turn.suspended", conversationId, turnId, message },
  ];
  const { status, parts, model, usage } = message;
  await retryOnConflict(async () => {
    const loaded = await ctx.ports.agents.load(agentId, turn.workspaceId);
    const append = decideAgent(ctx, loaded, [{ type: "suspend", sessionId, clientAction: action, executionState, at }]);
    await ctx.ports.store.commit({
      guard: { turnId, epoch },
      agents: append ? [append] : [],
      turnMoves: [{ turnId, to: "suspended", at }],
      messagePatches: [{ id: turnId, status, parts, model, usage, orchestratorContext: message.orchestratorContext }],
      toolCallMarks: [{ ...key, state: "waiting", epoch }],
      feed: [{ sessionId, ownerId: sessionOwnerId, at, facts }],
    });
  });
}

/** A turn that ends while its question waits takes it back. */
export async function withdrawQuestion(ctx: Context, turn: ClaimedTurn): Promise<void> {
  const { id: turnId, epoch } = turn;
  const action = await ctx.ports.sessions.pendingAction(turnId);
  if (!action) return;
  await retryOnConflict(async () => {
    const end = await endUnanswered(ctx, action, "withdrawn");
    if (end) await ctx.ports.store.commit({ guard: { turnId, epoch }, ...end });
  });
}
