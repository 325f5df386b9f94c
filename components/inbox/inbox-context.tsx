"use client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import { request } from "#components/api/request.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { onBack } from "#components/live/on-back.ts";
import { useSessions } from "#components/sessions/sessions-context.tsx";
import type { InboxPage } from "#lib/application/sessions/inbox-schema.ts";

interface InboxState {
  /** All that wait for this person. */
  total: number;
  /** Grows when what waits may have changed. */
  revision: number;
}

const InboxContext = createContext<StoreApi<InboxState> | null>(null);

export function useInbox<Slice>(select: (state: InboxState) => Slice): Slice {
  const store = useContext(InboxContext);
  if (!store) throw new Error("What asks for the inbox lives inside the InboxProvider.");
  return useStore(store, select);
}

const SOON = 200;
const AT_MOST_EVERY = 1_000;

/** How much waits for this person: from the server first, then as sessions tell that something in them has changed. */
export function InboxProvider({ total, children }: { total: number; children: ReactNode }) {
  const live = useLive();
  const first = useSessions((state) => state.items);
  const [store] = useState(() => createStore<InboxState>(() => ({ total, revision: 0 })));
  const [waiting] = useState(() => new Map(first.map((one) => [one.id, one.waiting])));

  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    let [asked, answered] = [0, 0];
    let closed = false;
    const changed = () => {
      timer ??= setTimeout(
        async () => {
          timer = undefined;
          last = Date.now();
          store.setState(({ revision }) => ({ revision: revision + 1 }));
          const own = ++asked;
          const answer = await request<InboxPage>("/api/inbox?limit=1");
          // Answers may overtake each other.
          if (!answer.ok || own < answered || closed) return;
          answered = own;
          store.setState({ total: answer.body.total });
        },
        Math.max(SOON, last + AT_MOST_EVERY - Date.now()),
      );
    };
    const offBack = onBack(live, changed);
    const off = live.onWorkspace((fact) => {
      if (fact.kind === "sessions") return changed();
      const { id, waiting: now } = fact.session;
      // As much may wait as before and yet be something else.
      if (now > 0 || (waiting.get(id) ?? 0) > 0) changed();
      waiting.set(id, now);
    });
    return () => {
      closed = true;
      clearTimeout(timer);
      offBack();
      off();
    };
  }, [live, store, waiting]);
  return <InboxContext value={store}>{children}</InboxContext>;
}
