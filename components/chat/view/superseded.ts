import type { Message } from "#lib/domain/session/parts.ts";

/** Answers that were tried again: a later one answers the same message. */
export function supersededOf(messages: readonly Pick<Message, "id" | "parentId" | "role">[]): ReadonlySet<string> {
  const latest = new Map<string, string>();
  const old = new Set<string>();
  for (const { id, parentId, role } of messages) {
    if (role !== "assistant" || !parentId) continue;
    const before = latest.get(parentId);
    if (before) old.add(before);
    latest.set(parentId, id);
  }
  return old;
}
