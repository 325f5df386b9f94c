import { questionIn } from "#components/chat/store/outbox.ts";
import { plainText } from "#components/markdown/plain-text.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import { type Message, type MessageStatus, textOf } from "#lib/domain/session/parts.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

const LONGEST = 280;
const GOES_ON: readonly MessageStatus[] = ["streaming", "suspended", "paused"];

/** The answer that ended between two views of a conversation, with as much of its text as one cares to hear. */
export function finishedAnswer(
  before: SessionView,
  now: SessionView,
  slug: string,
): { status: string; text: string } | null {
  const id = now.conversations[slug]?.conversationId;
  const last = id ? now.messages[id]?.at(-1) : undefined;
  if (!id || !last || last.role !== "assistant" || GOES_ON.includes(last.status)) return null;
  const known = before.messages[id]?.at(-1);
  if (known === undefined || (known.id === last.id && known.status === last.status)) return null;
  return { status: last.status, text: heard(last) };
}

/** The question that has come up between two views of a conversation. */
export function newQuestion(before: SessionView, now: SessionView, slug: string): OpenClientAction | null {
  if (before.clientActions === now.clientActions) return null;
  const question = questionIn(now, slug);
  return question && !before.clientActions[question.id] ? question : null;
}

function heard(message: Message): string {
  const text = plainText(textOf(message.parts));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
}
