import { backOff } from "#components/live/back-off.ts";
import { createEventStreams } from "#components/live/event-streams.ts";
import {
  type ClientFrame,
  EVENT_NAMES,
  itemOf,
  itemOfEvent,
  parseFrame,
  type WorkspaceFact,
} from "#components/live/frames.ts";
import type { Line, LiveEnvironment } from "#components/live/lines.ts";
import type { LinkStatus, Listener, LiveClient } from "#components/live/live-line.ts";

export const PING_EVERY = 25_000;
export const PONG_WITHIN = 8_000;
/** After a sleep the line is most likely dead, and somebody looks at the page. */
export const PONG_ON_WAKING = 3_000;
export const SOCKET_AGAIN = 60_000;
/** A stream that opens says that the server is there: perhaps it was away, and sockets are fine. */
export const SOCKET_SOON = 1_000;
/** Sockets that fail one after the other: where none has ever stood they are not to be had, else the server is away. */
const HOPELESS = { first: 2, again: 6 };
export const REST_AFTER = 30_000;
const OWN_CHANNEL = "own";
const ASK_LATER = 2_000;
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
/** Whoever signs out on this very page is on the way to another one. */
const REFUSED_AFTER = 2_000;

/** One socket for all sessions of a tab; server-sent events where sockets cannot be opened. */
export function createLiveClient(env: LiveEnvironment): LiveClient {
  const listeners = new Map<string, Listener>();
  const statusListeners = new Set<(status: LinkStatus) => void>();
  const workspaceListeners = new Set<(fact: WorkspaceFact) => void>();
  const timers = { retry: () => {}, beat: () => {}, again: () => {}, rest: () => {} };
  let socket: Line | null = null;
  let ready = false;
  let failures = 0;
  let hopeless = HOPELESS.first;
  let status: LinkStatus = "connecting";
  let closed = false;
  /** A stream stands, and the socket was tried since it was opened. */
  let reachable = false;
  let resting = false;

  const become = (next: LinkStatus) => {
    if (status === next) return;
    status = next;
    for (const listener of statusListeners) listener(next);
  };
  const tellWorkspace = (fact: WorkspaceFact) => {
    for (const listener of workspaceListeners) listener(fact);
  };
  const streams = createEventStreams(env, {
    onOpen() {
      become("live");
      if (reachable) return;
      reachable = true;
      timers.again();
      timers.again = env.after(SOCKET_SOON + SOCKET_SOON * env.random(), connect);
    },
    onLost() {
      become("reconnecting");
      reachable = false;
    },
  });
  const send = (frame: ClientFrame) => ready && socket?.send?.(JSON.stringify(frame));

  function connect(): void {
    if (closed) return;
    timers.retry();
    ready = false;
    const mine = env.openSocket({
      onText: (_name, data) => mine === socket && onFrame(data),
      onClose: (code) => mine === socket && onSocketClosed(code),
    });
    socket = mine;
    // A socket that neither opens nor fails counts as failed.
    expectAnswer(PONG_WITHIN);
  }

  function onFrame(data: string): void {
    expectBeat();
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.type === "ready") {
      // Another tab has switched meanwhile: nothing of this page is there any more.
      if (env.workspaceId && frame.workspaceId !== env.workspaceId) {
        env.refused();
        return;
      }
      ready = true;
      failures = 0;
      hopeless = HOPELESS.again;
      closeStreams();
      for (const [sessionId, listener] of listeners) send({ type: "subscribe", sessionId, after: listener.after() });
      become("live");
    } else if (frame.type === "workspace") tellWorkspace(frame.fact);
    else if (frame.type === "resync") subscribeAgain(frame.sessionId);
    else if (frame.type === "reload") listeners.get(frame.sessionId)?.onReload();
    else if (frame.type === "error") {
      const { status, sessionId } = frame.problem;
      if (status === 404 && sessionId) listeners.get(sessionId)?.onGone();
      else if (sessionId) askLater(sessionId);
    } else {
      const found = itemOf(frame);
      if (found) listeners.get(found.sessionId)?.onItem(found.item);
    }
  }

  function onSocketClosed(code: number): void {
    const stood = ready;
    socket = null;
    ready = false;
    timers.beat();
    if (closed) return;
    failures = stood ? 0 : failures + 1;
    if (failures >= hopeless) {
      fallBack();
      return;
    }
    become("reconnecting");
    // Another socket would be refused like this one, and the browser would complain of it.
    if (code === POLICY_VIOLATION) {
      timers.retry = env.after(REFUSED_AFTER, env.refused);
      return;
    }
    timers.retry = env.after(code === GOING_AWAY ? 50 : backOff(failures, env.random), connect);
  }

  function fallBack(): void {
    openStreams();
    timers.again();
    timers.again = env.after(SOCKET_AGAIN, connect);
  }

  const hasFallenBack = (): boolean => !closed && !ready && failures >= hopeless;

  function openStreams(): void {
    if (resting) return;
    for (const sessionId of listeners.keys()) openStream(sessionId);
    streams.open(OWN_CHANNEL, {
      path: () => "/api/events",
      names: ["workspace"],
      onText(_name, data) {
        const frame = parseFrame(data);
        if (frame?.type === "workspace") tellWorkspace(frame.fact);
      },
      // What was told while there was no stream was told to nobody.
      onOpen: () => tellWorkspace({ kind: "sessions" }),
    });
  }

  function openStream(sessionId: string): void {
    streams.open(sessionId, {
      path: () =>
        `/api/sessions/${encodeURIComponent(sessionId)}/events?after=${listeners.get(sessionId)?.after() ?? 0}`,
      names: EVENT_NAMES,
      onText: (name, data) => listeners.get(sessionId)?.onItem(itemOfEvent(name, data)),
    });
  }

  function closeStreams(): void {
    timers.again();
    reachable = false;
    streams.closeAll();
  }

  /** Any frame is a sign of life; after a silence we ask, and no answer means that the line is dead. */
  function expectBeat(): void {
    timers.beat();
    timers.beat = env.after(PING_EVERY, () => askForLife());
  }
  function askForLife(within = PONG_WITHIN): void {
    send({ type: "ping" });
    expectAnswer(within);
  }
  function expectAnswer(within: number): void {
    timers.beat();
    timers.beat = env.after(within, () => {
      const dead = socket;
      onSocketClosed(0);
      dead?.close();
    });
  }

  /** The server could not follow the session for now. */
  function askLater(sessionId: string): void {
    const asked = socket;
    env.after(ASK_LATER + ASK_LATER * env.random(), () => asked === socket && subscribeAgain(sessionId));
  }

  function subscribeAgain(sessionId: string): void {
    const listener = listeners.get(sessionId);
    if (!listener) return;
    send({ type: "subscribe", sessionId, after: listener.after() });
    if (!streams.has(sessionId)) return;
    streams.close(sessionId);
    openStream(sessionId);
  }

  connect();
  return {
    subscribe(sessionId, listener) {
      listeners.set(sessionId, listener);
      if (ready) send({ type: "subscribe", sessionId, after: listener.after() });
      else if (hasFallenBack()) openStream(sessionId);
      return () => {
        if (listeners.get(sessionId) !== listener) return;
        listeners.delete(sessionId);
        send({ type: "unsubscribe", sessionId });
        streams.close(sessionId);
      };
    },
    resubscribe: subscribeAgain,
    onStatus(listener) {
      statusListeners.add(listener);
      listener(status);
      return () => statusListeners.delete(listener);
    },
    onWorkspace(listener) {
      workspaceListeners.add(listener);
      return () => workspaceListeners.delete(listener);
    },
    wake() {
      if (closed) return;
      timers.rest();
      resting = false;
      if (ready) askForLife(PONG_ON_WAKING);
      else if (!socket) connect();
      if (hasFallenBack()) openStreams();
    },
    rest() {
      timers.rest();
      timers.rest = env.after(REST_AFTER, () => {
        resting = true;
        streams.closeAll();
      });
    },
    close() {
      closed = true;
      for (const stop of Object.values(timers)) stop();
      closeStreams();
      socket?.close();
    },
  };
}
