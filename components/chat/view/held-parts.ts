import type { MessagePart } from "#lib/domain/session/parts.ts";

/**
 * What of a message that is being written stands on the screen. After a take-over it is written again from a committed
 * point: what was shown stays until what is written now goes on differently, so that nothing blinks.
 */
export function heldParts(shown: readonly MessagePart[], written: readonly MessagePart[]): readonly MessagePart[] {
  return isBeginning(written, shown) ? shown : written;
}

const isBeginning = (written: readonly MessagePart[], shown: readonly MessagePart[]): boolean =>
  written.length <= shown.length &&
  written.every((part, index) => beginsAs(part, shown[index], index < written.length - 1));

function beginsAs(part: MessagePart, shown: MessagePart | undefined, whole: boolean): boolean {
  if (part === shown) return true;
  if ((part.type !== "text" && part.type !== "reasoning") || shown?.type !== part.type) return false;
  return whole ? shown.text === part.text : shown.text.startsWith(part.text);
}
