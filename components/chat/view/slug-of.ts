import type { SessionView } from "#lib/domain/session/view.ts";

/** The agent whose conversation this is. */
export const slugOf = (view: Pick<SessionView, "conversations">, conversationId: string): string | null =>
  Object.values(view.conversations).find((one) => one.conversationId === conversationId)?.slug ?? null;
