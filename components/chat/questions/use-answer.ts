"use client";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { useMe } from "#components/account/me.tsx";
import { request } from "#components/api/request.ts";
import { type AnswerState, type AnswerStore, createAnswerStore } from "#components/chat/questions/answer-store.ts";
import { loadAnswer, saveAnswer } from "#components/chat/store/kept.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";

/** After so long, or as soon as the network is back. */
function later(ms: number, callback: () => void): void {
  const go = () => {
    clearTimeout(timer);
    window.removeEventListener("online", go);
    callback();
  };
  const timer = setTimeout(go, ms);
  window.addEventListener("online", go);
}

/** This person's answer to a question. */
export function useAnswer({ id: clientActionId, toolCallId, agentId }: OpenClientAction): [AnswerState, AnswerStore] {
  const me = useMe();
  const [store] = useState(() =>
    createAnswerStore({
      load: () => loadAnswer(me, clientActionId),
      post: (response) =>
        request(`/api/agents/${encodeURIComponent(agentId)}/respond`, {
          method: "POST",
          body: { clientActionId, toolCallId, response },
        }),
      save: (kept) => saveAnswer(me, clientActionId, kept),
      later,
    }),
  );
  useEffect(() => store.resume(), [store]);
  return [useStore(store), store];
}
