import { acts, roleOf } from "#components/chat/view/role-of.ts";
import { slugOf } from "#components/chat/view/slug-of.ts";
import type { SessionSummary } from "#components/sessions/session-summary.ts";
import type { Draft } from "#lib/domain/session/draft.ts";
import type { LiveTurn, SessionView } from "#lib/domain/session/view.ts";

/** A session's row in the sidebar, as its own page knows it. */
export function summaryOf(view: SessionView, me: string): SessionSummary {
  const turns = Object.values(view.turns);
  const count = (runs: readonly string[], isCounted: (turn: LiveTurn) => boolean) =>
    view.runs.filter((run) => runs.includes(run.status)).length + turns.filter(isCounted).length;
  const mine = (conversationId: string) => acts(roleOf(view, slugOf(view, conversationId) ?? ""));
  const toDecide = ({ status, authorId, conversationId }: Draft) =>
    status === "pending" && authorId !== me && mine(conversationId);
  return {
    id: view.id,
    title: view.title,
    status: view.status,
    running: count(["queued", "running"], ({ status }) => status === "accepted" || status === "running"),
    waiting:
      count(["waiting"], ({ status, conversationId }) => status === "suspended" && mine(conversationId)) +
      view.drafts.filter(toDecide).length,
    sharedBy: view.ownerId === me ? null : view.roles && (view.people[view.ownerId] ?? ""),
    lastActivityAt: view.lastActivityAt,
    createdAt: view.createdAt,
  };
}
