import type { Live, Subscription } from "#lib/application/ports/live.ts";
import type { Delta, FeedEntry, FeedFact, LiveItem } from "#lib/domain/session/feed.ts";

interface OpenTurn {
  turnId: string;
  conversationId: string;
  epoch: number;
  /** Text per part, in the order in which the parts were begun. */
  parts: Map<number, { kind: Delta["kind"]; text: string }>;
}

interface MemorySession {
  ownerId: string;
  entries: FeedEntry[];
  turns: Map<string, OpenTurn>;
  listeners: Set<(items: LiveItem[]) => void>;
}

/** A live feed whose facts and texts are given by hand: for one process and for tests. */
export interface MemoryLive extends Live {
  addSession(sessionId: string, ownerId: string): void;
  /** Appends facts and tells everyone; a fact that starts or ends a turn opens or closes its text. */
  append(sessionId: string, facts: FeedFact[], at: string): void;
  /** Text that was committed, at the end of its part. */
  write(sessionId: string, turnId: string, part: number, kind: Delta["kind"], text: string): void;
  feedAfter(sessionId: string, after: number, limit: number): FeedEntry[];
  subscribers(sessionId: string): number;
  sessions(): string[];
}

export function createMemoryLive(): MemoryLive {
  const sessions = new Map<string, MemorySession>();
  const people = new Map<string, Set<(sessionId: string) => void>>();

  const sessionOf = (sessionId: string, ownerId = ""): MemorySession => {
    const known = sessions.get(sessionId);
    if (known) return known;
    const session = { ownerId, entries: [], turns: new Map(), listeners: new Set() } satisfies MemorySession;
    sessions.set(sessionId, session);
    return session;
  };
  const tell = (session: MemorySession, items: LiveItem[]) => {
    for (const listener of [...session.listeners]) listener(items);
  };

  return {
    addSession: (sessionId, ownerId) => void sessionOf(sessionId, ownerId),
    append(sessionId, facts, at) {
      const session = sessionOf(sessionId);
      const items = facts.map((fact): LiveItem => {
        const entry: FeedEntry = { ...fact, sequence: session.entries.length + 1, at };
        session.entries.push(entry);
        follow(session, fact);
        return { kind: "entry", entry };
      });
      tell(session, items);
      for (const onChange of people.get(session.ownerId) ?? []) onChange(sessionId);
    },
    write(sessionId, turnId, part, kind, text) {
      const session = sessionOf(sessionId);
      const turn = session.turns.get(turnId);
      if (!turn) return;
      const open = turn.parts.get(part) ?? { kind, text: "" };
      turn.parts.set(part, { kind, text: open.text + text });
      tell(session, [delta(turn, part, kind, open.text.length, text)]);
    },
    feedAfter: (sessionId, after, limit) => sessions.get(sessionId)?.entries.slice(after, after + limit) ?? [],
    subscribers: (sessionId) => sessions.get(sessionId)?.listeners.size ?? 0,
    sessions: () => [...sessions.keys()],
    async subscribe(sessionId, after, onItems): Promise<Subscription> {
      const session = sessionOf(sessionId);
      const items = session.entries.slice(after).map((entry): LiveItem => ({ kind: "entry", entry }));
      for (const turn of session.turns.values())
        for (const [part, { kind, text }] of turn.parts) items.push(delta(turn, part, kind, 0, text));
      if (items.length > 0) onItems(items);
      const listener = (fresh: LiveItem[]) => onItems(fresh);
      session.listeners.add(listener);
      return { close: () => void session.listeners.delete(listener) };
    },
    subscribeUser(userId, onChange): Subscription {
      const all = people.get(userId) ?? new Set();
      people.set(userId, all.add(onChange));
      return { close: () => void all.delete(onChange) };
    },
  };
}

function delta(turn: OpenTurn, part: number, kind: Delta["kind"], offset: number, text: string): LiveItem {
  const { turnId, conversationId, epoch } = turn;
  return { kind: "delta", delta: { turnId, messageId: turnId, conversationId, epoch, part, kind, offset, text } };
}

function follow(session: MemorySession, fact: FeedFact): void {
  if (fact.type === "turn.started") {
    const { turnId, conversationId, epoch } = fact;
    const known = session.turns.get(turnId)?.parts ?? new Map();
    const parts = new Map([...known].filter(([part]) => part < fact.part));
    session.turns.set(turnId, { turnId, conversationId, epoch, parts });
  } else if (fact.type === "turn.completed" || fact.type === "turn.failed" || fact.type === "turn.stopped") {
    session.turns.delete(fact.turnId);
  }
}
