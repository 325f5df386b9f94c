"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useMe } from "#components/account/me.tsx";
import { request } from "#components/api/request.ts";
import { saveDraft } from "#components/chat/store/kept.ts";
import { toast } from "#components/ui/toast.tsx";

interface StartSession {
  busy: boolean;
  /** Starts a session with the agent and opens it, with first words ready to be sent. */
  start(words?: string): Promise<void>;
}

export function useStartSession(agent: string, slug: string): StartSession {
  const me = useMe();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  return {
    busy,
    async start(words) {
      setBusy(true);
      const path = `/api/agents/${encodeURIComponent(agent)}/sessions`;
      const answer = await request<{ sessionId: string }>(path, { method: "POST", body: {} });
      setBusy(false);
      if (!answer.ok) return toast(answer.problem.detail, "error");
      const { sessionId } = answer.body;
      if (words) saveDraft(me, sessionId, slug, words);
      router.push(`/sessions/${sessionId}?agent=${encodeURIComponent(slug)}`);
    },
  };
}
