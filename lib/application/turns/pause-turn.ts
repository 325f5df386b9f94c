import type { Pause } from "#lib/domain/budget/pause.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { Context } from "../context.ts";
import type { ClaimedTurn } from "../ports/turns.ts";

/**
 * The turn lets go of its process until its budget has room again: the message stays as far as it has come, and nothing
 * is held meanwhile.
 */
export async function pauseTurn(ctx: Context, turn: ClaimedTurn, pause: Pause, message: Message): Promise<void> {
  const { id: turnId, epoch, sessionId, sessionOwnerId: ownerId, conversationId } = turn;
  const { at } = pause;
  const { status, parts, model, usage } = message;
  const orchestratorContext = message.orchestratorContext;
  await ctx.ports.store.commit({
    guard: { turnId, epoch },
    turnMoves: [{ turnId, to: "paused", pause, at }],
    messagePatches: [{ id: turnId, status, parts, model, usage, orchestratorContext }],
    feed: [{ sessionId, ownerId, at, facts: [{ type: "turn.paused", conversationId, turnId, message, pause }] }],
  });
}
