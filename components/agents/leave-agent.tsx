"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import type { Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AgentRole } from "#lib/domain/agent/state.ts";

interface LeaveAgentProps {
  /** Its UUID and its name. */
  agent: string;
  name: string;
  me: string;
  role: AgentRole;
}

/** Gives up one's own role on somebody else's agent, once one has read what that means. */
export function LeaveAgent({ agent, name, me, role }: LeaveAgentProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);

  async function leave(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const path = `/api/agents/${encodeURIComponent(agent)}/assignments?userId=${encodeURIComponent(me)}`;
    const answer = await request(path, { method: "DELETE" });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    setOpen(false);
    router.push("/agents");
    router.refresh();
    void toast(`You have left ${name}.`);
  }

  return (
    <>
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        Leave
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={`Leave ${name}?`}>
        <form method="post" className="grid gap-4 p-5" onSubmit={leave}>
          <ul className="grid list-disc gap-1.5 ps-5 text-ui">
            <li>You no longer see this agent, nor its conversations with others.</li>
            <li>
              {role === "mentee"
                ? "What you wrote stays there; what still waits for approval is rejected."
                : "What you wrote stays there."}
            </li>
            <li>Only a primary person of it, or an admin, can let you in again.</li>
          </ul>
          <FormNote text={problem?.detail ?? null} />
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Stay</Button>
            <Button type="submit" variant="danger" disabled={busy}>
              Leave
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
