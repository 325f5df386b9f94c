import type { Draft } from "./draft.ts";
import type { SessionView } from "./view.ts";

/** An approved draft is its message; of the others the latest state counts. */
export function putDraft(view: SessionView, draft: Draft): SessionView {
  const others = view.drafts.filter((one) => one.draftId !== draft.draftId);
  return { ...view, drafts: draft.status === "approved" ? others : [...others, draft] };
}

/** With the next message in a conversation its rejected drafts are history. */
export function withoutRejected(view: SessionView, conversationId: string): SessionView {
  const drafts = view.drafts.filter((one) => one.status === "pending" || one.conversationId !== conversationId);
  return drafts.length === view.drafts.length ? view : { ...view, drafts };
}
