import type pg from "pg";
import type { ClaimedTurn, TurnEnd, Turns } from "#lib/application/ports/turns.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { createBatcher } from "./batcher.ts";
import type { Bus } from "./bus.ts";
import { type Published, publishedBy } from "./commit.ts";
import { translateDatabaseError } from "./database-errors.ts";
import type { DeltaLog, TurnWriter } from "./delta-log.ts";
import type { LiveHub } from "./live-hub.ts";
import { ANSWERING, CLAIM, REQUEST_STOP, SETTLE, WRITTEN_TEXT } from "./turn-statements.ts";

interface TurnsOptions {
  pool: pg.Pool;
  bus: Bus;
  log: DeltaLog;
  hub: Pick<LiveHub, "entries" | "deltas">;
  executorId: string;
}

interface Claimed extends Omit<ClaimedTurn, "acceptedAt"> {
  acceptedAt: string;
  sequence: number;
  startedFact: Extract<FeedFact, { type: "turn.started" }>;
}

const STOP = "turn-stop";

/** Turns in PostgreSQL: starts and ends are group-committed, and a lost race comes back as a missing row. */
export function createTurns({ pool, bus, log, hub, executorId }: TurnsOptions): Turns {
  const writers = new Map<string, TurnWriter>();
  const stops = new Map<string, AbortController>();
  /** Sequences of the entries that started the turns which this process runs. */
  const starts = new Map<string, number>();
  bus.subscribe(STOP, (turnId) => stops.get(turnId)?.abort());

  const claim = createBatcher<{ turnId: string; at: string }, ClaimedTurn | null>(async (items) => {
    const values = [items.map((one) => one.turnId), executorId, items[0]?.at];
    const { rows } = await pool.query({ ...CLAIM, values }).catch(translateDatabaseError);
    const claimed = new Map((rows as { turn: Claimed }[]).map(({ turn }) => [turn.id, turn]));
    for (const turn of claimed.values()) starts.set(turn.id, turn.sequence);
    hub.entries([...claimed.values()].map((turn) => startedEntry(turn, items[0]?.at ?? turn.acceptedAt)));
    return items.map(({ turnId }) => claimed.get(turnId) ?? null);
  });

  const settle = createBatcher<TurnEnd, boolean>(async (ends) => {
    const rest = await Promise.all(ends.map((end) => writers.get(end.turnId)?.settle() ?? []));
    const values = [JSON.stringify(ends)];
    const { rows } = await pool.query({ ...SETTLE, values }).catch(translateDatabaseError);
    const heads = new Map((rows as { turnId: string; sequence: number }[]).map((row) => [row.turnId, row.sequence]));
    hub.deltas(rest.filter((_, index) => heads.has(ends[index]?.turnId ?? "")).flat());
    hub.entries(
      ends.flatMap((end) => {
        const sequence = heads.get(end.turnId);
        return sequence === undefined ? [] : endEntry(end, sequence);
      }),
    );
    return ends.map((end) => heads.has(end.turnId));
  });

  return {
    claim: (turnId, at) => claim({ turnId, at }),
    settle,
    liveText(turn) {
      const writer = log.writer({ ...turn, startedAt: starts.get(turn.id) ?? 0 });
      starts.delete(turn.id);
      writers.set(turn.id, writer);
      const close = (): void => {
        writer.close();
        if (writers.get(turn.id) === writer) writers.delete(turn.id);
      };
      return { ...writer, close };
    },
    async requestStop(turnId, at) {
      const { rowCount } = await pool.query({ ...REQUEST_STOP, values: [turnId, at] });
      if (rowCount) bus.publish(STOP, turnId);
      return Boolean(rowCount);
    },
    stopSignal(turnId) {
      const controller = new AbortController();
      stops.set(turnId, controller);
      return { signal: controller.signal, dispose: () => void stops.delete(turnId) };
    },
    async answering({ workspaceId, userId }, sessionId, messageId) {
      const { rows } = await pool.query({ ...ANSWERING, values: [messageId, sessionId, workspaceId, userId] });
      return (rows[0] as { turnId: string; feedSequence: number } | undefined) ?? null;
    },
    async writtenText(turnId) {
      const { rows } = await pool.query({ ...WRITTEN_TEXT, values: [turnId] });
      return rows as Awaited<ReturnType<Turns["writtenText"]>>;
    },
  };
}

const startedEntry = (turn: Claimed, at: string): Published => ({
  sessionId: turn.sessionId,
  ownerId: turn.sessionOwnerId,
  entries: [{ ...turn.startedFact, sequence: turn.sequence, at }],
});

function endEntry({ sessionId, sessionOwnerId, turnId, status, message, at }: TurnEnd, sequence: number): Published[] {
  const { conversationId } = message;
  const fact: FeedFact = { type: `turn.${status}`, conversationId, turnId, message };
  return publishedBy({ feed: [{ sessionId, ownerId: sessionOwnerId, at, facts: [fact] }] }, [{ sessionId, sequence }]);
}
