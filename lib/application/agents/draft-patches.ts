import type { AgentEvent } from "#lib/domain/agent/events.ts";
import type { DraftPatch } from "../ports/store.ts";

/** The rows of drafts as these events leave them. */
export function draftPatches(events: readonly AgentEvent[], reason: string | null): DraftPatch[] {
  return events.flatMap((event): DraftPatch[] => {
    if (event.type === "agent.draft.approved.v1") {
      const { draftId: id, approvedBy: decidedBy, approvedAt: decidedAt } = event.data;
      return [{ id, status: "approved", decidedBy, reason: null, decidedAt }];
    }
    if (event.type !== "agent.draft.rejected.v1") return [];
    const { draftId: id, rejectedBy: decidedBy, rejectedAt: decidedAt } = event.data;
    return [{ id, status: "rejected", decidedBy, reason, decidedAt }];
  });
}
