import type { Context } from "../context.ts";
import type { KnownClientAction } from "../ports/reads.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { decideAgent } from "./record-events.ts";

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
  const { id: clientActionId, agentId, sessionId, sessionOwnerId: ownerId, conversationId, turnId } = action;
  const at = ctx.now();
  const loaded = await ctx.ports.agents.load(agentId, ctx.workspaceId);
  const part = loaded.state.status === "active" ? loaded.state.activeSessions[sessionId] : undefined;
  if (part?.pendingAction?.id !== clientActionId) return false;
  const append = decideAgent(ctx, loaded, [{ type: "resume", sessionId, clientActionId, outcome: "expired", at }]);
  const end = { clientActionId, outcome: "expired", response: null, responderId: null } as const;
  await ctx.ports.store.commit({
    agents: append ? [append] : [],
    turnMoves: [{ turnId, to: "resumed", at }],
    messagePatches: [{ id: turnId, status: "streaming" }],
    feed: [{ sessionId, ownerId, at, facts: [{ type: "client-action.answered", conversationId, turnId, ...end }] }],
  });
  return true;
}
