"use client";
import { useMemo } from "react";
import type { Answer } from "#components/api/request.ts";
import { sessionApi } from "#components/chat/session-api.ts";
import { useSession } from "#components/chat/session-context.tsx";
import { isOwn } from "#components/chat/view/role-of.ts";
import { toast } from "#components/ui/toast.tsx";
import type { RunActions } from "#components/workflows/run-card.tsx";

async function say(answer: Promise<Answer<unknown>>): Promise<void> {
  const { ok, ...rest } = await answer;
  if (!ok && "problem" in rest) await toast(rest.problem.detail, "error");
}

/** Cancel and retry by the API, for the session's owner; what follows arrives with the feed. */
export function useRunActions(): RunActions | null {
  const own = useSession((state) => isOwn(state.view));
  return useMemo(
    () => (own ? { cancel: (id) => say(sessionApi.cancelRun(id)), retry: (id) => say(sessionApi.retryRun(id)) } : null),
    [own],
  );
}
