import { createStore, type StoreApi } from "zustand/vanilla";
import type { SessionApi } from "#components/chat/session-api.ts";
import { type Applied, applyItems, unknownAuthors } from "#components/chat/store/apply-items.ts";
import { consequences, type PageFacts } from "#components/chat/store/consequences.ts";
import { endedBetween } from "#components/chat/store/ended-questions.ts";
import { keepOlder, withOlder } from "#components/chat/store/older.ts";
import {
  afterProblem,
  heldFor,
  nextToSend,
  type Outgoing,
  pauseAfter,
  questionIn,
  RETRY_MS,
  withoutConfirmed,
} from "#components/chat/store/outbox.ts";
import { slugOf } from "#components/chat/view/slug-of.ts";
import type { LinkStatus } from "#components/live/live-line.ts";
import type { LiveItem } from "#lib/domain/session/feed.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";
import type { SessionView } from "#lib/domain/session/view.ts";

export interface SessionState extends PageFacts {
  view: SessionView;
  link: LinkStatus;
  online: boolean;
  /** The agent whose conversation is on screen. */
  active: string;
  /** Tabs opened by hand, whose conversation may not have begun. */
  opened: string[];
  outbox: Outgoing[];
  loadingOlder: string | null;
  /** The question to bring into sight. */
  sought: string | null;
  /** The session is not there for this person any more. */
  gone: boolean;
}

/** What the store needs of the world; a test brings its own. */
export interface StoreWorld {
  api: SessionApi;
  newId(): string;
  now(): string;
  /** Calls back with the next frame, or soon when nothing is painted. */
  nextFrame(callback: () => void): void;
  after(ms: number, callback: () => void): void;
  /** Asks the live client for everything after the current sequence. */
  resubscribe(): void;
  notify(text: string): void;
  /** The outbox has changed from what it was before. */
  saveOutbox(outbox: readonly Outgoing[], before: readonly Outgoing[]): void;
  signedOut(): void;
}

export interface SessionStore extends StoreApi<SessionState> {
  receive(item: LiveItem): void;
  /** Reads the session again: what may be seen of it has changed. */
  reload(): void;
  leave(): void;
  send(text: string, files: PacketFile[]): void;
  sendAgain(id: string): void;
  discard(id: string): void;
  open(slug: string): void;
  /** Opens the conversation in which a question waits, and brings it into sight. */
  seek(clientActionId: string): void;
  found(): void;
  dismissOffer(): void;
  loadOlder(slug: string): Promise<void>;
  setLink(link: LinkStatus): void;
  setOnline(online: boolean): void;
  resume(outbox: Outgoing[]): void;
}

/** One session in one page: the pure reducer's view, and what this page alone knows. */
export function createSessionStore(view: SessionView, active: string, world: StoreWorld): SessionStore {
  const store = createStore<SessionState>(() => ({
    view,
    link: "connecting",
    online: true,
    active,
    opened: [active],
    unread: [],
    outbox: [],
    offer: null,
    loadingOlder: null,
    ended: {},
    sought: null,
    gone: false,
  }));
  const { getState: get, setState: set } = store;
  store.subscribe(({ outbox }, { outbox: before }) => outbox !== before && world.saveOutbox(outbox, before));
  const arrived: LiveItem[] = [];
  const nameless = new Set<string>();
  let reading = false;
  /** What is being read may be from before the change that somebody has told of. */
  let outdated = false;

  function flush(): void {
    if (arrived.length === 0 || reading) return;
    const state = get();
    const applied = applyItems(state.view, arrived.splice(0));
    set({ view: applied.view, outbox: withoutConfirmed(state.outbox, applied.view), ...consequences(state, applied) });
    if (applied.gap || namesSomebodyNew(applied)) void readAgain();
    pump();
  }

  /** Somebody was given a role since the session was read; who stays without a name is asked for once. */
  function namesSomebodyNew(applied: Applied): boolean {
    const unknown = unknownAuthors(applied).filter((id) => !nameless.has(id));
    for (const id of unknown) nameless.add(id);
    return unknown.length > 0;
  }

  async function readAgain(): Promise<void> {
    if (reading) return;
    reading = true;
    arrived.length = 0;
    const answer = await world.api.view(view.id);
    reading = false;
    if (outdated) {
      outdated = false;
      return readAgain();
    }
    if (answer.ok) {
      arrived.length = 0;
      const { view: before, outbox, ended } = get();
      set({
        gone: false,
        view: keepOlder(before, answer.body),
        outbox: withoutConfirmed(outbox, answer.body),
        ended: endedBetween(ended, before, { view: answer.body, entries: [] }),
      });
      world.resubscribe();
      pump();
    } else if (answer.problem.status === 401) world.signedOut();
    else if (answer.problem.status === 404) set({ gone: true });
    else world.after(RETRY_MS, () => void readAgain());
  }

  const takeOut = (id: string) => set({ outbox: get().outbox.filter((one) => one.id !== id) });
  const change = (id: string, next: (one: Outgoing) => Outgoing) =>
    set({ outbox: get().outbox.map((one) => (one.id === id ? next(one) : one)) });

  function pump(): void {
    const { outbox, view: current, online } = get();
    const message = online ? nextToSend(outbox, current, world.now()) : undefined;
    if (message) void post(message);
  }

  async function post(message: Outgoing): Promise<void> {
    change(message.id, (one) => ({ ...one, status: "sending", problem: null }));
    const answer = await world.api.send(view.id, message);
    if (!get().outbox.some((one) => one.id === message.id)) return pump();
    if (answer.ok) {
      // A draft is in the thread, an answer to a question too, and what the feed is past is told no more.
      if (
        "draftId" in answer.body ||
        answer.body.turnId === message.answers?.turnId ||
        answer.body.feedSequence <= get().view.feedSequence
      )
        takeOut(message.id);
      else change(message.id, (one) => ({ ...one, status: "sent" }));
      return;
    }
    if (answer.problem.status === 401) world.signedOut();
    change(message.id, (one) => afterProblem(one, answer.problem, world.now()));
    world.after(pauseAfter(answer.problem, message), pump);
  }

  function open(slug: string): void {
    const { opened, unread, offer } = get();
    set({
      active: slug,
      opened: opened.includes(slug) ? opened : [...opened, slug],
      unread: unread.filter((one) => one !== slug),
      offer: offer?.toSlug === slug ? null : offer,
    });
  }

  return {
    ...store,
    receive(item) {
      arrived.push(item);
      if (arrived.length === 1) world.nextFrame(flush);
    },
    reload() {
      outdated = reading;
      void readAgain();
    },
    leave: () => set({ gone: true }),
    send(text, files) {
      const { active: slug, online, outbox, view: current } = get();
      const question = files.length === 0 ? questionIn(current, slug) : undefined;
      const answers = question ? { clientActionId: question.id, turnId: question.turnId } : null;
      const problem = online ? null : "You are offline. This is sent when you are back.";
      const written = { id: world.newId(), slug, text, files, problem, answers, createdAt: world.now() };
      set({ outbox: [...outbox, { ...written, status: "waiting", attempts: 0 }] });
      pump();
    },
    sendAgain(id) {
      change(id, (one) => ({ ...one, status: "waiting", attempts: 0, problem: null }));
      pump();
    },
    discard: takeOut,
    open,
    seek(clientActionId) {
      const { conversations, clientActions } = get().view;
      const { conversationId } = clientActions[clientActionId] ?? {};
      const slug = conversationId && slugOf({ conversations }, conversationId);
      if (!slug) return;
      open(slug);
      set({ sought: clientActionId });
    },
    found: () => set({ sought: null }),
    dismissOffer: () => set({ offer: null }),
    async loadOlder(slug) {
      const conversationId = get().view.conversations[slug]?.conversationId;
      const before = conversationId ? get().view.olderCursor[conversationId] : null;
      if (!conversationId || !before || get().loadingOlder) return;
      set({ loadingOlder: slug });
      const answer = await world.api.older(view.id, slug, before);
      const now = get().view;
      if (!answer.ok) {
        world.notify(answer.problem.detail);
        set({ loadingOlder: null });
        return;
      }
      set({ loadingOlder: null, view: withOlder(now, conversationId, answer.body) });
    },
    setLink: (link) => set({ link }),
    setOnline(online) {
      set({ online });
      pump();
    },
    resume(outbox) {
      const waiting = outbox.map((one) => (one.status === "failed" ? one : { ...one, status: "waiting" as const }));
      // One after the other: what is confirmed leaves the browser too.
      set({ outbox: waiting });
      set({ outbox: withoutConfirmed(waiting, get().view) });
      for (const one of waiting) if (one.notBefore) world.after(heldFor(one, world.now()), pump);
      pump();
    },
  };
}
