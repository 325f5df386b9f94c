import type { SessionSummary } from "#components/sessions/session-summary.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

/** A session's row in the sidebar, as its own page knows it. */
export function summaryOf(view: SessionView): SessionSummary {
  const turns = Object.values(view.turns);
  const count = (runs: readonly string[], turnIsSo: (status: string) => boolean) =>
    view.runs.filter((run) => runs.includes(run.status)).length + turns.filter((turn) => turnIsSo(turn.status)).length;
  return {
    id: view.id,
    title: view.title,
    status: view.status,
    running: count(["queued", "running"], (status) => status !== "suspended"),
    waiting: count(["waiting"], (status) => status === "suspended"),
    sharedBy: view.roles && (view.people[view.ownerId] ?? ""),
    lastActivityAt: view.lastActivityAt,
    createdAt: view.createdAt,
  };
}
