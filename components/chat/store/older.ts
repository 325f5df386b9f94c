import type { MessagePage } from "#components/chat/session-api.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

/** A fresh view brings the newest page only; older pages that were loaded stay. */
export function keepOlder(old: SessionView, fresh: SessionView): SessionView {
  const messages = { ...fresh.messages };
  const olderCursor = { ...fresh.olderCursor };
  for (const [id, page] of Object.entries(fresh.messages)) {
    const first = page[0];
    const at = first ? (old.messages[id] ?? []).findIndex((one) => one.id === first.id) : -1;
    if (at <= 0) continue;
    messages[id] = [...(old.messages[id] ?? []).slice(0, at), ...page];
    olderCursor[id] = old.olderCursor[id] ?? null;
  }
  return { ...fresh, messages, olderCursor };
}

/** The view with the page before what it holds of a conversation; what it knows already is not repeated. */
export function withOlder(view: SessionView, conversationId: string, page: MessagePage): SessionView {
  const all = view.messages[conversationId] ?? [];
  const known = new Set(all.map((one) => one.id));
  const items = page.items.filter((one) => !known.has(one.id)).map((one) => ({ ...one, conversationId }));
  return {
    ...view,
    messages: { ...view.messages, [conversationId]: [...items, ...all] },
    olderCursor: { ...view.olderCursor, [conversationId]: page.nextCursor },
  };
}
