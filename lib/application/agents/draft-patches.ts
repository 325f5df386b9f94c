import type { AgentEvent, AgentEventType } from "#lib/domain/agent/events.ts";
import type { Context } from "../context.ts";
import type { Changes } from "../ports/store.ts";
import { shownDraft } from "./find-draft.ts";

/** What drafts are rejected with, for their authors; what happened first of these counts. */
const REASONS: readonly (readonly [AgentEventType, string])[] = [
  ["agent.archived.v1", "The agent was archived."],
  ["agent.session.completed.v1", "The session was completed before anybody decided."],
  ["agent.session.terminated.v1", "The session was stopped before anybody decided."],
  ["agent.client.response.received.v1", "The question was answered otherwise."],
  ["agent.execution.resumed.v2", "The question ended before anybody decided."],
];

/**
 * What is written with events that reject drafts: their rows, and what their conversations are told. The reason is
 * what else happened, where nobody has given one.
 */
export async function rejectedDrafts(
  ctx: Context,
  events: readonly AgentEvent[],
  given: string | null = null,
): Promise<Changes> {
  const changes = { drafts: [], feed: [] } satisfies Changes as Required<Pick<Changes, "drafts" | "feed">>;
  const types = new Set(events.map(({ type }) => type));
  const reason = given ?? REASONS.find(([type]) => types.has(type))?.[1] ?? null;
  for (const event of events) {
    if (event.type !== "agent.draft.rejected.v1") continue;
    const { draftId, rejectedBy: decidedBy, rejectedAt: decidedAt } = event.data;
    const known = await ctx.ports.sessions.draft(ctx.workspaceId, draftId);
    changes.drafts.push({ id: draftId, status: "rejected", decidedBy, reason, decidedAt });
    if (!known) continue;
    const { sessionId, sessionOwnerId: ownerId, conversationId } = known;
    const draft = shownDraft(known, { status: "rejected", decidedBy, reason, decidedAt });
    changes.feed.push({ sessionId, ownerId, at: decidedAt, facts: [{ type: "draft.decided", conversationId, draft }] });
  }
  return changes;
}
