"use client";
import { type ReactNode, useState } from "react";
import { request } from "#components/api/request.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { isOwn } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";

/** In the composer's place while a session is over: it can be read, and taken up again. */
export function ClosedBar({ children }: { children: ReactNode }) {
  const id = useSession((state) => state.view.id);
  const status = useSession((state) => state.view.status);
  const deleted = useSession((state) => state.view.deleted);
  const own = useSession((state) => isOwn(state.view));
  const [busy, setBusy] = useState(false);
  if (!deleted && status !== "stopped" && status !== "expired") return children;

  async function takeUp() {
    setBusy(true);
    const answer = deleted
      ? await request(`/api/sessions/${id}/restore`, { method: "POST" })
      : await request(`/api/sessions/${id}`, { method: "PATCH", body: { status: "active" } });
    setBusy(false);
    if (!answer.ok) await toast(answer.problem.detail, "error");
  }

  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-line bg-sunken px-4 py-3 text-ui">
      <p className="text-muted">
        {deleted
          ? "This session was deleted."
          : status === "stopped"
            ? "This session was stopped."
            : "This session has ended by itself after a while."}
      </p>
      {own ? (
        <Button size="sm" disabled={busy} onClick={takeUp}>
          {deleted ? "Restore" : "Reopen"}
        </Button>
      ) : null}
    </div>
  );
}
