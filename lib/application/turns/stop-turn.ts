import { DomainError } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";

export interface StopTurn {
  sessionId: string;
  turnId: string;
}

/** Asks whoever runs the turn to stop; what was written stays, marked as stopped. Stopping what has ended is refused. */
export async function stopTurn({ ctx, input }: Call<StopTurn>): Promise<{ turnId: string }> {
  authorize(ctx, "sessions:write", "member");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const message = await ctx.ports.sessions.message(viewer, input.sessionId, input.turnId);
  if (message?.role !== "assistant") throw notFound("turn");
  const asked = await ctx.ports.turns.requestStop(input.turnId, ctx.now());
  if (!asked) throw new DomainError("turn_not_active", "This answer has already ended.");
  ctx.ports.engine.startTurn(input.turnId, asked.segment);
  return { turnId: input.turnId };
}
