import type { Context } from "../context.ts";
import type { KnownClientAction } from "../ports/reads.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { endUnanswered } from "./end-question.ts";

const BATCH = 50;

/** Questions whose time is over end without an answer, and their turns go on with that. */
export async function expireActions(
  contextFor: (action: KnownClientAction) => Context,
  reader: Pick<Context, "now" | "ports">,
): Promise<void> {
  for (const action of await reader.ports.sessions.expiredActions(reader.now(), BATCH)) {
    const expired = await retryOnConflict(() => expire(contextFor(action), action));
    if (expired) reader.ports.engine.startTurn(action.turnId, action.segment + 1);
  }
}

/** False when it has ended in another way in the meantime. */
async function expire(ctx: Context, action: KnownClientAction): Promise<boolean> {
  const end = await endUnanswered(ctx, action, "expired");
  if (!end) return false;
  const { turnId } = action;
  await ctx.ports.store.commit({
    ...end,
    turnMoves: [{ turnId, to: "resumed", at: ctx.now() }],
    messagePatches: [{ id: turnId, status: "streaming" }],
  });
  return true;
}
