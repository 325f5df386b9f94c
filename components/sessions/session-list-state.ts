import type { SessionPage, SessionSummary } from "#components/sessions/session-summary.ts";

/** Newest activity first; the same session once, as it is known last. */
export function withSession(items: readonly SessionSummary[], one: SessionSummary): SessionSummary[] {
  const others = items.filter((item) => item.id !== one.id);
  const at = others.findIndex((item) => item.lastActivityAt < one.lastActivityAt);
  return at < 0 ? [...others, one] : [...others.slice(0, at), one, ...others.slice(at)];
}

/** The list with its next page; what moved up meanwhile is not repeated. */
export function withPage(items: readonly SessionSummary[], page: SessionPage): SessionSummary[] {
  const known = new Set(items.map((item) => item.id));
  return [...items, ...page.items.filter((item) => !known.has(item.id))];
}

export type SessionDot = "waiting" | "running" | "idle" | "ended";

/** What the dot before a session says. */
export const dotOf = ({ status, running, waiting }: SessionSummary): SessionDot =>
  waiting > 0 ? "waiting" : running > 0 ? "running" : status === "active" ? "idle" : "ended";

export const DOT_WORDS: Record<SessionDot, string> = {
  waiting: "waiting for you",
  running: "running",
  idle: "",
  ended: "ended",
};

/** Which rows of equal height are in sight, with a few on either side. */
export function rowsInSight(
  scrollTop: number,
  height: number,
  row: number,
  count: number,
): { from: number; to: number } {
  const spare = 8;
  const from = Math.max(0, Math.floor(scrollTop / row) - spare);
  return { from, to: Math.min(count, Math.ceil((scrollTop + height) / row) + spare) };
}
