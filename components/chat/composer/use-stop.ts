"use client";
import { useState } from "react";
import { sessionApi } from "#components/chat/session-api.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { turnOf } from "#components/chat/store/outbox.ts";
import { acts, roleOf } from "#components/chat/view/role-of.ts";
import { toast } from "#components/ui/toast.tsx";

interface Stop {
  stopping: boolean;
  stop(): Promise<void>;
}

/** Stops the running turn of a conversation; null when none runs. The feed says when it has stopped. */
export function useStop(slug: string): Stop | null {
  const sessionId = useSession((state) => state.view.id);
  const turnId = useSession((state) => (acts(roleOf(state.view, slug)) ? turnOf(state.view, slug)?.turnId : undefined));
  const [asked, setAsked] = useState<string>();
  if (!turnId) return null;
  return {
    stopping: asked === turnId,
    async stop() {
      setAsked(turnId);
      const answer = await sessionApi.stop(sessionId, turnId);
      if (answer.ok || answer.problem.code === "turn_not_active") return;
      setAsked(undefined);
      await toast(answer.problem.detail, "error");
    },
  };
}
