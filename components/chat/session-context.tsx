"use client";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useMe } from "#components/account/me.tsx";
import { newId } from "#components/api/new-id.ts";
import { sessionApi } from "#components/chat/session-api.ts";
import { loadOutbox, onTakenOut, saveOutbox } from "#components/chat/store/kept.ts";
import { createSessionStore, type SessionState, type SessionStore } from "#components/chat/store/session-store.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SessionView } from "#lib/domain/session/view.ts";

const SessionContext = createContext<SessionStore | null>(null);

export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (!store) throw new Error("A session's components live inside its SessionProvider.");
  return store;
}

/** What a component needs of the session; it draws again only when that changes. */
export const useSession = <Slice,>(select: (state: SessionState) => Slice): Slice =>
  useStore(useSessionStore(), select);

/** With the next frame; a tab that is hidden, or becomes so meanwhile, paints none, and text still has to arrive. */
function nextFrame(callback: () => void): void {
  const frame = requestAnimationFrame(done);
  const timer = setTimeout(done, 100);
  function done(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  }
}

interface SessionProviderProps {
  view: SessionView;
  active: string;
  children: ReactNode;
}

/** One session of this page: its store, fed by the tab's live line. */
export function SessionProvider({ view, active, children }: SessionProviderProps) {
  const live = useLive();
  const me = useMe();
  const router = useRouter();
  const line = useRef(live);
  line.current = live;
  const [store] = useState(() =>
    createSessionStore(view, active, {
      api: sessionApi,
      newId,
      now: () => new Date().toISOString(),
      nextFrame,
      after: (ms, callback) => void setTimeout(callback, ms),
      resubscribe: () => line.current?.resubscribe(view.id),
      notify: (text) => void toast(text, "error"),
      saveOutbox: (outbox, before) => saveOutbox(me, view.id, outbox, before),
      signedOut: () => router.replace("/sign-in"),
    }),
  );

  useEffect(() => {
    if (!live) return;
    const offStatus = live.onStatus(store.setLink);
    const off = live.subscribe(view.id, {
      after: () => store.getState().view.feedSequence,
      onItem: store.receive,
      onReload: store.reload,
      onGone: store.leave,
    });
    // Whoever is given another role loses the one before: the session may be back at once.
    const offWorkspace = live.onWorkspace((fact) => {
      if (fact.kind === "sessions" && store.getState().gone) store.reload();
    });
    return () => {
      off();
      offStatus();
      offWorkspace();
    };
  }, [live, store, view.id]);

  useEffect(() => {
    store.resume(loadOutbox(me, view.id));
    const off = onTakenOut(me, view.id, store.discard);
    const tell = () => store.setOnline(navigator.onLine);
    tell();
    window.addEventListener("online", tell);
    window.addEventListener("offline", tell);
    return () => {
      off();
      window.removeEventListener("online", tell);
      window.removeEventListener("offline", tell);
    };
  }, [store, me, view.id]);

  return <SessionContext value={store}>{children}</SessionContext>;
}
