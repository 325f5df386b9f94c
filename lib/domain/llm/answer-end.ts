import type { MessagePart } from "#lib/domain/session/parts.ts";
import { contentRefused, emptyAnswer } from "./model-error.ts";

type Notice = Extract<MessagePart, { type: "notice" }>;

const UNFINISHED: Partial<Record<string, string>> = {
  length: "The model reached its limit of output, so this answer is cut off. Ask it to go on.",
  "content-filter": "The model's provider ended this answer here because of its rules on content.",
};

/** An answer that the model has ended. */
export interface EndedAnswer {
  /** Why, in the AI SDK's unified words; undefined where the model did not say. */
  finish: string | undefined;
  /** What it wrote. */
  parts: readonly MessagePart[];
  /** Nothing came before it in the turn. After tools have done all there is to do, silence is an end too. */
  isFirst: boolean;
}

/**
 * What a person is told below an answer that is not whole, or null. Errors: `model_empty`, `model_refused` where the
 * provider held all of it back.
 */
export function noticeAt({ finish = "stop", parts, isFirst }: EndedAnswer): Notice | null {
  if (parts.some(({ type }) => type === "tool-call")) return null;
  const hasText = parts.some((part) => part.type === "text" && part.text.trim() !== "");
  if (finish === "content-filter" && !hasText) throw contentRefused();
  // A model that thought until its limit was cut off; one that only thought, and ended, has not answered.
  const hasBegun = hasText || (finish === "length" && parts.length > 0);
  if (isFirst && !hasBegun) throw emptyAnswer();
  const text = UNFINISHED[finish];
  return text ? { type: "notice", level: "warning", text } : null;
}
