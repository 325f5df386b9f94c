import { DomainError } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Ports } from "../ports/index.ts";
import { requireActor } from "../sessions/require-access.ts";

export interface StopTurn {
  sessionId: string;
  turnId: string;
}

/** Asks whoever runs the turn to stop; what was written stays, marked as stopped. Stopping what has ended is refused. */
export async function stopTurn({ ctx, input }: Call<StopTurn>): Promise<{ turnId: string }> {
  authorize(ctx, "sessions:write", "member");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [session, message] = await Promise.all([
    ctx.ports.sessions.head(viewer, input.sessionId),
    ctx.ports.sessions.message(viewer, input.sessionId, input.turnId),
  ]);
  if (!session || message?.role !== "assistant") throw notFound("turn");
  requireActor(session, { id: message.conversationId });
  if (!(await requestStop(ctx, input.turnId)))
    throw new DomainError("turn_not_active", "This answer has already ended.");
  return { turnId: input.turnId };
}

interface Stopping {
  ports: Pick<Ports, "turns" | "engine">;
  now(): string;
}

/** Asks a turn to end wherever it stands: one that waits for an answer runs once more, to end. False when it has ended. */
export async function requestStop({ ports, now }: Stopping, turnId: string): Promise<boolean> {
  const asked = await ports.turns.requestStop(turnId, now());
  if (asked) ports.engine.startTurn(turnId, asked.segment);
  return asked !== null;
}
