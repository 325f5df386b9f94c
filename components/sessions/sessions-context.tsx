"use client";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import { useMe } from "#components/account/me.tsx";
import { request } from "#components/api/request.ts";
import { saveDraft } from "#components/chat/store/kept.ts";
import { useLive } from "#components/live/live-provider.tsx";
import { onBack } from "#components/live/on-back.ts";
import { createFirstPage } from "#components/sessions/first-page.ts";
import { withPage, withSession } from "#components/sessions/session-list-state.ts";
import type { SessionPage, SessionSummary } from "#components/sessions/session-summary.ts";
import { useUi } from "#components/shell/ui-store.ts";
import { toast } from "#components/ui/toast.tsx";

interface SessionsState {
  items: SessionSummary[];
  nextCursor: string | null;
  loading: boolean;
}

type SessionsStore = StoreApi<SessionsState>;

const SessionsContext = createContext<SessionsStore | null>(null);

function useSessionsStore(): SessionsStore {
  const store = useContext(SessionsContext);
  if (!store) throw new Error("The session list lives inside its SessionsProvider.");
  return store;
}

export const useSessions = <Slice,>(select: (state: SessionsState) => Slice): Slice =>
  useStore(useSessionsStore(), select);

async function readFirstPage(): Promise<SessionPage | null> {
  const answer = await request<SessionPage>("/api/sessions?limit=50");
  return answer.ok ? answer.body : null;
}

/** The sidebar's sessions: rendered by the server, then kept current by the user channel. */
export function SessionsProvider({ first, children }: { first: SessionPage; children: ReactNode }) {
  const live = useLive();
  const [store] = useState(() => createStore<SessionsState>(() => ({ ...first, loading: false })));
  useEffect(() => {
    if (!live) return;
    const first = createFirstPage(readFirstPage, store.setState);
    const off = live.onWorkspace((fact) => {
      if (fact.kind === "sessions") return first.changed();
      first.told();
      store.setState(({ items }) => ({ items: withSession(items, fact.session) }));
    });
    // What was told while the line was down was told to nobody.
    const offBack = onBack(live, first.changed);
    return () => {
      off();
      offBack();
    };
  }, [live, store]);
  return <SessionsContext value={store}>{children}</SessionsContext>;
}

/** Keeps the row of the session on screen current by itself, also where the user channel does not reach; none once it is gone. */
export function useKeepListed(session: SessionSummary, gone: boolean): void {
  const store = useSessionsStore();
  const { id, title, status, running, waiting, sharedBy, lastActivityAt, createdAt } = session;
  useEffect(() => {
    const known = store.getState().items.find((one) => one.id === id);
    if (gone) return store.setState(({ items }) => ({ items: items.filter((one) => one !== known) }));
    const next = { id, title, status, running, waiting, sharedBy, lastActivityAt, createdAt };
    if (known && JSON.stringify(known) === JSON.stringify({ ...known, ...next })) return;
    store.setState(({ items }) => ({ items: withSession(items, next) }));
  }, [store, gone, id, title, status, running, waiting, sharedBy, lastActivityAt, createdAt]);
}

/** Loads the page after the last row; the answer arrives in the store. */
export function useMoreSessions(): () => Promise<void> {
  const store = useSessionsStore();
  return async () => {
    const { nextCursor, loading } = store.getState();
    if (!nextCursor || loading) return;
    store.setState({ loading: true });
    const answer = await request<SessionPage>(`/api/sessions?cursor=${encodeURIComponent(nextCursor)}`);
    if (answer.ok)
      store.setState(({ items }) => ({
        items: withPage(items, answer.body),
        nextCursor: answer.body.nextCursor,
        loading: false,
      }));
    else store.setState({ loading: false });
  };
}

export interface SessionActions {
  /** A new session, with an agent's tab open and first words ready to be sent. */
  create(agent?: string, draft?: string): Promise<void>;
  rename(id: string, title: string): Promise<void>;
  remove(id: string, isOpen: boolean): Promise<void>;
  /** For good. What speaks against it comes back in words, null when it is gone. */
  erase(id: string, isOpen: boolean): Promise<string | null>;
}

/** What can be done with sessions from anywhere. Failures are said in a toast. */
export function useSessionActions(): SessionActions {
  const store = useSessionsStore();
  const me = useMe();
  const router = useRouter();
  async function restore(id: string, gone: SessionSummary | undefined) {
    const answer = await request(`/api/sessions/${id}/restore`, { method: "POST" });
    if (!answer.ok) return toast(answer.problem.detail, "error");
    if (gone) store.setState(({ items }) => ({ items: withSession(items, gone) }));
  }
  /** Out of the list, and of sight. */
  function takeOut(id: string, isOpen: boolean): SessionSummary | undefined {
    const gone = store.getState().items.find((one) => one.id === id);
    store.setState(({ items }) => ({ items: items.filter((one) => one.id !== id) }));
    if (isOpen) router.push("/");
    return gone;
  }
  return {
    async create(agent, draft) {
      const answer = await request<{ id: string }>("/api/sessions", { method: "POST", body: {} });
      if (!answer.ok) return toast(answer.problem.detail, "error");
      if (agent && draft) saveDraft(me, answer.body.id, agent, draft);
      useUi.setState({ sidebarSheet: false, palette: false });
      router.push(`/sessions/${answer.body.id}${agent ? `?agent=${encodeURIComponent(agent)}` : ""}`);
    },
    async rename(id, title) {
      const answer = await request(`/api/sessions/${id}`, { method: "PATCH", body: { title } });
      if (!answer.ok) return toast(answer.problem.detail, "error");
      store.setState(({ items }) => ({ items: items.map((one) => (one.id === id ? { ...one, title } : one)) }));
    },
    async erase(id, isOpen) {
      const answer = await request(`/api/sessions/${id}?hard=true`, { method: "DELETE" });
      if (!answer.ok && answer.problem.status !== 404) return answer.problem.detail;
      takeOut(id, isOpen);
      void toast("The session was deleted for good.");
      return null;
    },
    async remove(id, isOpen) {
      const answer = await request(`/api/sessions/${id}`, { method: "DELETE" });
      if (!answer.ok) return toast(answer.problem.detail, "error");
      const gone = takeOut(id, isOpen);
      void toast("The session was deleted.", "info", { label: "Undo", act: () => void restore(id, gone) });
    },
  };
}
