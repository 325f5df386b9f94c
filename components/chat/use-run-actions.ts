"use client";
import { useMemo } from "react";
import type { Answer } from "#components/api/request.ts";
import { sessionApi } from "#components/chat/session-api.ts";
import { toast } from "#components/ui/toast.tsx";
import type { RunActions } from "#components/workflows/run-card.tsx";

async function say(answer: Promise<Answer<unknown>>): Promise<void> {
  const { ok, ...rest } = await answer;
  if (!ok && "problem" in rest) await toast(rest.problem.detail, "error");
}

/** Cancel and retry by the API; what follows arrives with the feed. */
export const useRunActions = (): RunActions =>
  useMemo(() => ({ cancel: (id) => say(sessionApi.cancelRun(id)), retry: (id) => say(sessionApi.retryRun(id)) }), []);
