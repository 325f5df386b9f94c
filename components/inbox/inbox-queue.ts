import type { InboxItem, InboxPage } from "#lib/application/sessions/inbox-schema.ts";

/** An item on screen; `gone`: it does not wait any more, and stays where it is until the page is left. */
export interface QueuedItem {
  item: InboxItem;
  gone: boolean;
}

export const idOf = (item: InboxItem): string => (item.kind === "question" ? item.action.id : item.draft.draftId);

/** Since when it waits. */
export const since = (item: InboxItem): string =>
  item.kind === "question" ? item.action.requestedAt : item.draft.createdAt;

const DRAFT_WAITS = 7 * 24 * 3_600_000;

/** The place in the queue, as the server orders it. */
function placeOf(item: InboxItem): string {
  const due =
    item.kind === "question"
      ? (item.action.expiresAt ?? "9999-12-31T23:59:59.999Z")
      : new Date(Date.parse(item.draft.createdAt) + DRAFT_WAITS).toISOString();
  return `${due} ${idOf(item)}`;
}

/** The queue after its beginning was read anew: nothing moves, what ended is marked, what is new has its place. */
export function renewed(queue: readonly QueuedItem[], page: InboxPage): QueuedItem[] {
  const fresh = new Map(page.items.map((item) => [idOf(item), item]));
  const last = page.items.at(-1);
  const beyond = (item: InboxItem) => page.nextCursor !== null && last !== undefined && placeOf(item) > placeOf(last);
  const known = queue.map(({ item, gone }): QueuedItem => {
    const now = fresh.get(idOf(item));
    return { item: now ?? item, gone: now ? false : gone || !beyond(item) };
  });
  const ids = new Set(queue.map(({ item }) => idOf(item)));
  const news = page.items.filter((item) => !ids.has(idOf(item))).map((item) => ({ item, gone: false }));
  return [...known, ...news].toSorted((a, b) => (placeOf(a.item) < placeOf(b.item) ? -1 : 1));
}

/** The queue with its next page. */
export function extended(queue: readonly QueuedItem[], page: InboxPage): QueuedItem[] {
  const ids = new Set(queue.map(({ item }) => idOf(item)));
  return [...queue, ...page.items.filter((item) => !ids.has(idOf(item))).map((item) => ({ item, gone: false }))];
}
