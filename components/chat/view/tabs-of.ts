import type { ConversationView } from "#lib/domain/session/feed.ts";

/** The slugs that have a tab: the guide first, then the conversations in the order they began, then what was opened by hand. */
export function tabsOf(
  conversations: Record<string, ConversationView>,
  opened: readonly string[],
  active: string,
): string[] {
  const begun = Object.values(conversations)
    .toSorted((a, b) => Number(b.slug === "guide") - Number(a.slug === "guide"))
    .map((one) => one.slug);
  return [...new Set([...begun, ...opened, active])];
}

/**
 * The conversation to show first: the one asked for, else where something happened last, else the guide's, or in
 * somebody else's session the first that one sees.
 */
export function firstTab(
  conversations: Record<string, ConversationView>,
  asked: string | undefined,
  isOwn = true,
): string {
  if (asked && (isOwn || conversations[asked])) return asked;
  const latest = Object.values(conversations)
    .filter((one) => one.lastMessageAt)
    .toSorted((a, b) => (b.lastMessageAt ?? "").localeCompare(a.lastMessageAt ?? ""))[0];
  return latest?.slug ?? (isOwn ? undefined : Object.keys(conversations)[0]) ?? "guide";
}
