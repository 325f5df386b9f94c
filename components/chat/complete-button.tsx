"use client";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { request } from "#components/api/request.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { isOwn } from "#components/chat/view/role-of.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Ends one's own session whose work is done; nothing is lost, and writing again opens it again. */
export function CompleteButton() {
  const id = useSession((state) => state.view.id);
  const open = useSession(({ view }) => view.status === "active" && !view.deleted && isOwn(view));
  const begun = useSession(({ view }) => Object.values(view.conversations).some((one) => one.messageCount > 0));
  const working = useSession(({ view }) => Object.keys(view.turns).length > 0);
  const [busy, setBusy] = useState(false);
  if (!open || !begun) return null;

  async function complete() {
    setBusy(true);
    const answer = await request(`/api/sessions/${id}/complete`, { method: "POST" });
    setBusy(false);
    await (answer.ok
      ? toast("Completed. Its agents keep a short summary for your next session.")
      : toast(answer.problem.detail, "error"));
  }

  return (
    <Button
      size="sm"
      variant="ghost"
      title={
        working ? "Wait for the answer, or stop it first" : "The work is done: keep a summary for the next session"
      }
      disabled={busy || working}
      onClick={complete}
    >
      <CircleCheck /> <span className="max-sm:sr-only">Complete session</span>
    </Button>
  );
}
