import type { Applied } from "#components/chat/store/apply-items.ts";
import type { ClientActionEnd, OpenClientAction } from "#lib/domain/session/client-action.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

/** A question that has ended while this page was looking; `end` null when the page has not heard how. */
export interface EndedQuestion {
  action: OpenClientAction;
  end: ClientActionEnd | null;
  at: string | null;
}

/** The questions that waited before and do not any more, with what the entries in between say of them. */
export function endedBetween(
  ended: Record<string, EndedQuestion>,
  before: SessionView,
  { view, entries }: Pick<Applied, "view" | "entries">,
): Record<string, EndedQuestion> {
  const gone = Object.values(before.clientActions).filter(({ id }) => !view.clientActions[id]);
  if (gone.length === 0) return ended;
  const news = gone.map((action): [string, EndedQuestion] => {
    const entry = entries.find((one) => one.type === "client-action.answered" && one.clientActionId === action.id);
    const end = entry?.type === "client-action.answered" ? entry : null;
    return [action.id, { action, end, at: entry?.at ?? null }];
  });
  return { ...ended, ...Object.fromEntries(news) };
}

/** The question of a tool call among some. */
export const askedBy = <Asked>(
  all: Record<string, Asked>,
  actionOf: (one: Asked) => OpenClientAction,
  turnId: string,
  toolCallId: string,
): Asked | undefined =>
  Object.values(all).find((one) => actionOf(one).turnId === turnId && actionOf(one).toolCallId === toolCallId);
