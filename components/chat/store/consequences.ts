import type { Applied } from "#components/chat/store/apply-items.ts";
import { type EndedQuestion, endedBetween } from "#components/chat/store/ended-questions.ts";
import { slugOf } from "#components/chat/view/slug-of.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

/** What a page knows beside the view, and that new facts change. */
export interface PageFacts {
  unread: string[];
  /** A hand-off that has just happened away from the conversation on screen. */
  offer: HandoffPacket | null;
  /** Questions that have ended while this page was looking, by id. */
  ended: Record<string, EndedQuestion>;
}

/** What the page makes of new facts: unread tabs, the offer to follow a hand-off, questions that have ended. */
export function consequences(state: PageFacts & { view: SessionView; active: string }, applied: Applied): PageFacts {
  const { view, entries } = applied;
  const unread = new Set(state.unread);
  for (const entry of entries) {
    const slug = isAnswer(entry) ? slugOf(view, entry.conversationId) : null;
    if (slug && slug !== state.active) unread.add(slug);
  }
  const packet = entries.findLast((entry) => entry.type === "handoff.created")?.packet;
  return {
    unread: unread.size === state.unread.length ? state.unread : [...unread],
    offer: packet && packet.fromSlug === state.active ? packet : state.offer,
    ended: endedBetween(state.ended, state.view, applied),
  };
}

/** Something of an agent that a person has not seen: an answer that ended, or a message that a workflow left. */
const isAnswer = (
  entry: FeedEntry,
): entry is Extract<FeedEntry, { type: "turn.completed" | "turn.failed" | "message.created" }> =>
  entry.type === "turn.completed" ||
  entry.type === "turn.failed" ||
  (entry.type === "message.created" && entry.message.role === "assistant" && entry.message.status === "complete");
