import type { Delta, LiveItem } from "#lib/domain/session/feed.ts";

/** Text of one turn under one epoch, as far as it is committed. */
export interface OpenText {
  turnId: string;
  conversationId: string;
  epoch: number;
  parts: Map<number, { kind: "text" | "reasoning"; text: string }>;
  /** It holds what was committed under earlier epochs, too. */
  whole: boolean;
}

/** Nothing yet of what is written under an epoch. */
export const openText = ({ turnId, conversationId, epoch }: Omit<OpenText, "parts" | "whole">): OpenText => ({
  ...{ turnId, conversationId, epoch, parts: new Map() },
  whole: epoch === 1,
});

/** Adds committed text. Gives what of it was not known yet; null when text before it is missing. */
export function extend(
  open: Pick<OpenText, "parts">,
  delta: Pick<Delta, "part" | "kind" | "offset" | "text">,
): string | null {
  const part = open.parts.get(delta.part) ?? { kind: delta.kind, text: "" };
  const known = part.text.length - delta.offset;
  if (known < 0) return null;
  const added = delta.text.slice(known);
  if (added) open.parts.set(delta.part, { kind: part.kind, text: part.text + added });
  return added;
}

/** What a delta ends with. */
export const ending = (delta: Delta, text: string): Delta => ({
  ...delta,
  offset: delta.offset + delta.text.length - text.length,
  text,
});

export function deltaItem(
  { turnId, conversationId, epoch }: OpenText,
  part: number,
  kind: Delta["kind"],
  offset: number,
  text: string,
): LiveItem {
  return { kind: "delta", delta: { turnId, messageId: turnId, conversationId, epoch, part, kind, offset, text } };
}

/** Live items of whole texts: a late joiner's first delta of a part has offset 0 and all so far. */
export function wholeText(texts: Iterable<OpenText>): LiveItem[] {
  const items: LiveItem[] = [];
  for (const open of texts)
    for (const [part, { kind, text }] of [...open.parts].sort(([a], [b]) => a - b))
      items.push(deltaItem(open, part, kind, 0, text));
  return items;
}
