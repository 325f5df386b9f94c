import type { Delta, FeedEntry, LiveItem } from "#lib/domain/session/feed.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

export interface Applied {
  view: SessionView;
  /** Something is missing: the view is current up to there and the session is to be read again. */
  gap: boolean;
  /** The entries that were new. */
  entries: FeedEntry[];
}

/** The view after what arrived within one frame. */
export function applyItems(before: SessionView, items: readonly LiveItem[]): Applied {
  let view = before;
  const entries: FeedEntry[] = [];
  for (const item of joinDeltas(items)) {
    const sequence = view.feedSequence;
    const next = reduce(view, item);
    if (next.gap) return { view, gap: true, entries };
    view = next.view;
    if (item.kind === "entry" && item.entry.type !== "hidden" && item.entry.sequence > sequence)
      entries.push(item.entry);
  }
  return { view, gap: false, entries };
}

/** Consecutive pieces of the same text become one, so that a frame copies a long thread once and not per token. */
export function joinDeltas(items: readonly LiveItem[]): LiveItem[] {
  const joined: LiveItem[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    if (item.kind === "delta" && last?.kind === "delta" && follows(last.delta, item.delta)) {
      joined[joined.length - 1] = { kind: "delta", delta: { ...last.delta, text: last.delta.text + item.delta.text } };
    } else joined.push(item);
  }
  return joined;
}

const follows = (a: Delta, b: Delta): boolean =>
  a.turnId === b.turnId &&
  a.epoch === b.epoch &&
  a.part === b.part &&
  a.kind === b.kind &&
  a.offset + a.text.length === b.offset;

/** Who wrote or answered something that has arrived and has no name in the view. */
export function unknownAuthors({ view, entries }: Applied): string[] {
  return entries.flatMap((entry) => {
    const authorId = authorOf(entry);
    return authorId !== null && !(authorId in view.people) ? [authorId] : [];
  });
}

function authorOf(entry: Applied["entries"][number]): string | null {
  if (entry.type === "message.created") return entry.message.authorId;
  if (entry.type === "draft.submitted") return entry.draft.authorId;
  return entry.type === "client-action.answered" ? entry.responderId : null;
}
