import type { Changes, Heads } from "#lib/application/ports/store.ts";
import type { ClaimedTurn } from "#lib/application/ports/turns.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";

/** A turn that this process has claimed, and where its feed says so. */
export interface StartedTurn extends ClaimedTurn {
  sequence: number;
}

/** What a commit has led to. Agents that had moved on are `late`: nothing was written then. */
export interface Written {
  heads: Heads;
  late: ReadonlySet<string>;
}

/** Turns that this process accepts and claims in the same commit: they begin here, without a claim of their own. */
export interface TakenTurns {
  /** From now on this process runs what it accepts. */
  open(): void;
  /** It does not any more. Resolves when what was being taken has begun, or when there is no more time. */
  close(hurry: AbortSignal): Promise<void>;
  /** Has these changes written with their new turns claimed; the heads are those before these say that they have begun. */
  claiming(changes: Changes, write: (changes: Changes) => Promise<Written>): Promise<Written>;
  /** The turn as it was claimed, for whoever begins it first; later its row alone knows how it stands. */
  begin(turnId: string): StartedTurn | null;
  /** Something has happened to the turn that only its row knows of. */
  forget(turnId: string): void;
  /** Turns that are being taken: their commit is on its way, or they are about to begin. */
  pending(): string[];
}

/** What is accepted is begun at once; what is not by then has gone another way. */
const FRESH_MS = 1_000;
const LOOK_MS = 10;

export function createTakenTurns(executorId: string, freshMs = FRESH_MS): TakenTurns {
  const writing = new Set<string>();
  /** In the order in which they were claimed. */
  const kept = new Map<string, { turn: StartedTurn; until: number }>();
  let isOpen = false;

  const pending = (): string[] => {
    const now = performance.now();
    for (const [id, { until }] of kept) {
      if (until > now) break;
      kept.delete(id);
    }
    return [...writing, ...kept.keys()];
  };

  return {
    open() {
      isOpen = true;
    },
    async close(hurry) {
      isOpen = false;
      while (pending().length > 0 && !hurry.aborted) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    },
    async claiming(changes, write) {
      if (!isOpen || !changes.turns?.length) return write(changes);
      const turns = claimed(changes);
      for (const { id } of turns) writing.add(id);
      try {
        const { heads, late } = await write(withClaims(changes, turns, executorId));
        if (late.size > 0) return { heads, late };
        const before = { ...heads };
        for (const { sessionId } of turns) before[sessionId] = (before[sessionId] ?? 0) - 1;
        const sequences = { ...before };
        const until = performance.now() + freshMs;
        for (const turn of turns) {
          const sequence = (sequences[turn.sessionId] ?? 0) + 1;
          sequences[turn.sessionId] = sequence;
          kept.set(turn.id, { turn: { ...turn, sequence }, until });
        }
        return { heads: before, late };
      } finally {
        for (const { id } of turns) writing.delete(id);
      }
    },
    begin(turnId) {
      const one = kept.get(turnId);
      kept.delete(turnId);
      return one && one.until > performance.now() ? one.turn : null;
    },
    forget: (turnId) => void kept.delete(turnId),
    pending,
  };
}

type Claimed = Omit<StartedTurn, "sequence">;

/** The new turns as a claim would find them right after these changes. */
function claimed({ turns = [], messages = [], feed = [] }: Changes): Claimed[] {
  return turns.map(({ at, ...turn }) => {
    const answer = messages.find(({ id }) => id === turn.id);
    const told = feed.find(({ sessionId }) => sessionId === turn.sessionId);
    if (!answer || !told) throw new Error("A turn is accepted with its message, and its session is told.");
    const { sessionId: _, ...message } = answer;
    return {
      ...turn,
      sessionOwnerId: told.ownerId,
      epoch: 1,
      segment: 0,
      stopRequested: false,
      acceptedAt: at,
      message,
      progress: { iterations: [], toolCalls: [], answers: [], receipts: [] },
    };
  });
}

/** The same changes with their turns claimed; of that each session hears after all else that it is told. */
function withClaims(changes: Changes, claims: readonly Claimed[], executorId: string): Changes {
  const started = claims.map(({ id: turnId, sessionId, sessionOwnerId: ownerId, conversationId, acceptedAt: at }) => {
    const fact: FeedFact = { type: "turn.started", conversationId, turnId, epoch: 1, part: 0, model: null };
    return { sessionId, ownerId, at, facts: [fact] };
  });
  const turns = changes.turns?.map((turn) => ({ ...turn, executorId })) ?? [];
  return { ...changes, turns, feed: [...(changes.feed ?? []), ...started] };
}
