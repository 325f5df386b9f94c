import type { LiveItem, Rewind } from "#lib/domain/session/feed.ts";

const lines = new WeakMap<object, string>();

/** Items as server-sent events: `id:` on feed entries alone, so that `Last-Event-ID` is always a sequence. */
export function encodeEvents(items: readonly LiveItem[]): string {
  let text = "";
  for (const item of items) text += lineOf(item);
  return text;
}

/** Encoded once for all who read the same item. */
function lineOf(item: LiveItem): string {
  const carried = item.kind === "entry" ? item.entry : item.kind === "delta" ? item.delta : item.rewind;
  const known = lines.get(carried);
  if (known !== undefined) return known;
  const line = encode(item);
  lines.set(carried, line);
  return line;
}

function encode(item: LiveItem): string {
  if (item.kind === "delta") return `event: delta\ndata: ${JSON.stringify(item.delta)}\n\n`;
  if (item.kind === "rewind") return rewindEvent(item.rewind);
  const { entry } = item;
  const line = `id: ${entry.sequence}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`;
  if ((entry.type !== "turn.started" && entry.type !== "turn.attempt-failed") || entry.epoch < 2) return line;
  const { turnId, conversationId, epoch, part } = entry;
  return line + rewindEvent({ turnId, messageId: turnId, conversationId, epoch, part, offset: 0 });
}

const rewindEvent = (rewind: Rewind): string => `event: rewind\ndata: ${JSON.stringify(rewind)}\n\n`;
