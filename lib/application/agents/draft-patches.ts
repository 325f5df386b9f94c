import type { AgentEvent } from "#lib/domain/agent/events.ts";
import type { Context } from "../context.ts";
import type { Changes } from "../ports/store.ts";
import { shownDraft } from "./find-draft.ts";

/** What is written with events that reject drafts: their rows, and what their conversations are told. */
export async function rejectedDrafts(
  ctx: Context,
  events: readonly AgentEvent[],
  reason: string | null,
): Promise<Changes> {
  const changes = { drafts: [], feed: [] } satisfies Changes as Required<Pick<Changes, "drafts" | "feed">>;
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
