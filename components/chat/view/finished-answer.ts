import { textOf } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

const LONGEST = 280;

/** The answer that ended between two views of a conversation, with as much of its text as one cares to hear. */
export function finishedAnswer(
  before: SessionView,
  now: SessionView,
  slug: string,
): { status: string; text: string } | null {
  if (before.turns === now.turns) return null;
  const id = now.conversations[slug]?.conversationId;
  const ended = Object.values(before.turns).find((turn) => turn.conversationId === id && !now.turns[turn.turnId]);
  const message = ended && id ? now.messages[id]?.find((one) => one.id === ended.turnId) : undefined;
  if (!message) return null;
  const text = textOf(message.parts)
    .replace(/[*_`#>|]+/g, "")
    .trim();
  return { status: message.status, text: text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text };
}
