"use client";
import { Check, Square } from "lucide-react";
import { useState } from "react";
import { titleOfPart } from "#components/agents/page/session-part-row.tsx";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { AgentSessionEntry } from "#lib/domain/agent/view.ts";

interface EndPartProps {
  agent: string;
  part: AgentSessionEntry;
  onEnded: () => void;
}

/** Completes an agent's part in a session, or stops it with whatever runs or waits there. */
export function EndPart({ agent, part, onEnded }: EndPartProps) {
  const [busy, setBusy] = useState(false);
  const title = titleOfPart(part);
  const current = `/api/agents/${encodeURIComponent(agent)}/sessions/current`;
  const named = `?sessionId=${part.sessionId}`;

  async function end(call: ReturnType<typeof request>) {
    setBusy(true);
    const answer = await call;
    setBusy(false);
    if (!answer.ok) return toast(answer.problem.detail, "error");
    onEnded();
  }
  return (
    <span className="flex shrink-0">
      <Button
        variant="ghost"
        size="icon-sm"
        title="Complete"
        aria-label={`Complete ${title}`}
        disabled={busy}
        onClick={() => void end(request(`${current}/complete${named}`, { method: "POST", body: {} }))}
      >
        <Check />
      </Button>
      <Button
        variant="ghost"
        size="icon-sm"
        title="Stop"
        aria-label={`Stop ${title}`}
        disabled={busy}
        onClick={() => void end(request(current + named, { method: "DELETE" }))}
      >
        <Square className="size-3 fill-current" />
      </Button>
    </span>
  );
}
