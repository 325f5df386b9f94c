import type pg from "pg";
import type { TurnEnd, Turns } from "#lib/application/ports/turns.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { createBatcher } from "./batcher.ts";
import type { Bus } from "./bus.ts";
import { type Published, publishedBy } from "./commit.ts";
import { translateDatabaseError } from "./database-errors.ts";
import type { DeltaLog, TurnWriter } from "./delta-log.ts";
import type { LiveHub } from "./live-hub.ts";
import { extend, type OpenText } from "./open-text.ts";
import type { StartedTurn, TakenTurns } from "./taken-turns.ts";
import { transaction } from "./transaction.ts";
import {
  ANSWERING,
  CLAIM,
  LOCK,
  REQUEST_STOP,
  SETTLE,
  SETTLE_AND_CHARGE,
  STOP_REQUESTED,
  WRITTEN_TEXT,
} from "./turn-statements.ts";

interface TurnsOptions {
  pool: pg.Pool;
  bus: Bus;
  log: DeltaLog;
  hub: Pick<LiveHub, "entries" | "deltas">;
  executorId: string;
  taken?: Pick<TakenTurns, "begin" | "forget">;
}

interface Claimed extends StartedTurn {
  held?: undefined;
  startedFact: Extract<FeedFact, { type: "turn.started" }>;
}

/** A turn that a living process runs. */
type Held = { id: string; held: true; stopRequested: boolean };

const STOP = "turn-stop";
/** A notice may be lost with its connection: the rows are looked at as well. */
const LOOK_EVERY_MS = 1_000;
/** Under load an end waits at most this long for others to go with. */
const ENDS_APART_MS = 30;

/** Turns in PostgreSQL: starts and ends are group-committed, and a lost race comes back as a missing row. */
export function createTurns({ pool, bus, log, hub, executorId, taken }: TurnsOptions): Turns {
  const writers = new Map<string, TurnWriter>();
  const stops = new Map<string, AbortController>();
  /** Sequences of the entries that started the turns which this process runs. */
  const starts = new Map<string, number>();
  let looking: NodeJS.Timeout | undefined;
  bus.subscribe(STOP, (turnId) => {
    stops.get(turnId)?.abort();
    taken?.forget(turnId);
  });

  const look = (): void => {
    pool.query({ ...STOP_REQUESTED, values: [[...stops.keys()]] }).then(
      ({ rows }) => {
        for (const { id } of rows as { id: string }[]) stops.get(id)?.abort();
      },
      () => {}, // the next look comes in a second
    );
  };

  const claim = createBatcher<{ turnId: string; at: string }, Claimed | Held | null>(async (items) => {
    const at = items[0]?.at ?? "";
    const ids = JSON.stringify(items.map((one) => one.turnId));
    const { rows } = await transaction(pool, async (client) => {
      await client.query({ ...LOCK, values: [ids] });
      return client.query<{ turn: Claimed | Held }>({ ...CLAIM, values: [ids, executorId, at] });
    }).catch(translateDatabaseError);
    const turns = new Map(rows.map(({ turn }) => [turn.id, turn]));
    const claimed = [...turns.values()].filter((turn) => !turn.held);
    for (const turn of claimed) starts.set(turn.id, turn.sequence);
    hub.entries(claimed.map((turn) => startedEntry(turn, at)));
    return items.map(({ turnId }) => turns.get(turnId) ?? null);
  });

  const settle = createBatcher<TurnEnd, boolean>(
    async (ends) => {
      const rest = await Promise.all(ends.map((end) => writers.get(end.turnId)?.settle() ?? []));
      const values = [JSON.stringify(ends)];
      const statement = ends.some((end) => end.limited) ? SETTLE_AND_CHARGE : SETTLE;
      const { rows } = await pool.query({ ...statement, values }).catch(translateDatabaseError);
      const heads = new Map((rows as { turnId: string; sequence: number }[]).map((row) => [row.turnId, row.sequence]));
      hub.deltas(rest.filter((_, index) => heads.has(ends[index]?.turnId ?? "")).flat());
      hub.entries(
        ends.flatMap((end) => {
          const sequence = heads.get(end.turnId);
          return sequence === undefined ? [] : endEntry(end, sequence);
        }),
      );
      return ends.map((end) => heads.has(end.turnId));
    },
    { apartMs: ENDS_APART_MS },
  );

  return {
    async claim(turnId, at) {
      const own = taken?.begin(turnId);
      if (own) {
        starts.set(turnId, own.sequence);
        return own;
      }
      const turn = await claim({ turnId, at });
      if (turn?.held) {
        const { stopRequested } = turn;
        throw new DomainError("turn_in_progress", "A living process runs this turn.", { stopRequested });
      }
      return turn;
    },
    settle,
    liveText(turn) {
      const writer = log.writer({ ...turn, after: starts.get(turn.id) ?? 0 });
      starts.delete(turn.id);
      writers.set(turn.id, writer);
      const close = (): void => {
        writer.close();
        if (writers.get(turn.id) === writer) writers.delete(turn.id);
      };
      return { ...writer, close };
    },
    async requestStop(turnId, at) {
      const { rows } = await pool.query({ ...REQUEST_STOP, values: [turnId, at] });
      if (rows.length > 0) bus.publish(STOP, turnId);
      return (rows[0] as { segment: number } | undefined) ?? null;
    },
    stopSignal(turnId) {
      const controller = new AbortController();
      stops.set(turnId, controller);
      looking ??= setInterval(look, LOOK_EVERY_MS).unref();
      return {
        signal: controller.signal,
        dispose() {
          if (stops.get(turnId) === controller) stops.delete(turnId);
          if (stops.size > 0) return;
          clearInterval(looking);
          looking = undefined;
        },
      };
    },
    async answering({ workspaceId, userId }, sessionId, messageId) {
      const { rows } = await pool.query({ ...ANSWERING, values: [messageId, sessionId, workspaceId, userId] });
      return (rows[0] as { turnId: string; feedSequence: number } | undefined) ?? null;
    },
    async writtenText(turnId) {
      const { rows } = await pool.query({ ...WRITTEN_TEXT, values: [turnId] });
      const open: Pick<OpenText, "parts"> = { parts: new Map() };
      for (const row of rows as Parameters<typeof extend>[1][]) extend(open, row);
      return [...open.parts].map(([part, text]) => ({ part, ...text })).sort((a, b) => a.part - b.part);
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
