import type { AgentAppend, Changes } from "../ports/store.ts";

/**
 * What goes with an agent's parts in sessions that are terminated: the turn that runs or waits there is to stop, and the
 * question it waits with is withdrawn. In the same commit, so that no turn waits for an agent that has left.
 */
export function endedParts({
  before,
  events,
}: Pick<AgentAppend, "before" | "events">): Pick<Changes, "turnMoves" | "feed"> {
  const turnMoves: NonNullable<Changes["turnMoves"]> = [];
  const feed: NonNullable<Changes["feed"]> = [];
  if (before.status === "absent") return { turnMoves, feed };
  for (const event of events) {
    if (event.type !== "agent.session.terminated.v1") continue;
    const { sessionId, terminatedAt: at } = event.data;
    const part = before.activeSessions.get(sessionId);
    if (!part) continue;
    const { conversationId } = part;
    turnMoves.push({ conversationId, to: "stopped", at });
    if (part.status !== "suspended") continue;
    const { turnId } = part.executionState;
    const end = {
      clientActionId: part.pendingAction.id,
      outcome: "withdrawn",
      response: null,
      responderId: null,
    } as const;
    const fact = { type: "client-action.answered" as const, conversationId, turnId, ...end };
    feed.push({ sessionId, ownerId: before.ownerId, at, facts: [fact] });
  }
  return { turnMoves, feed };
}
