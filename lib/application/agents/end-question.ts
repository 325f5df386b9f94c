import type { ClientActionOutcome } from "#lib/domain/session/client-action.ts";
import type { Context } from "../context.ts";
import type { KnownClientAction } from "../ports/reads.ts";
import { type Changes, mergeChanges } from "../ports/store.ts";
import { rejectedDrafts } from "./draft-patches.ts";
import { decideAgent } from "./record-events.ts";

/** What ends a question without an answer, as changes; null when it has ended in another way in the meantime. */
export async function endUnanswered(
  ctx: Context,
  action: KnownClientAction,
  outcome: Exclude<ClientActionOutcome, "answered">,
): Promise<Changes | null> {
  const { id: clientActionId, agentId, sessionId, sessionOwnerId: ownerId, conversationId, turnId } = action;
  const at = ctx.now();
  const loaded = await ctx.ports.agents.load(agentId, ctx.workspaceId);
  const part = loaded.state.status === "active" ? loaded.state.activeSessions.get(sessionId) : undefined;
  if (part?.pendingAction?.id !== clientActionId) return null;
  const append = decideAgent(ctx, loaded, [{ type: "resume", sessionId, clientActionId, outcome, at }]);
  const end = { clientActionId, outcome, response: null, responderId: null };
  return mergeChanges(await rejectedDrafts(ctx, append?.events ?? []), {
    agents: append ? [append] : [],
    feed: [{ sessionId, ownerId, at, facts: [{ type: "client-action.answered", conversationId, turnId, ...end }] }],
  });
}
