import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { LiveText } from "#lib/application/ports/turns.ts";
import type { Delta } from "#lib/domain/session/feed.ts";
import type { Bus, HeadNotice, SessionDelta } from "./bus.ts";
import { extend, type OpenText, openText } from "./open-text.ts";

export interface LocalTurn {
  id: string;
  epoch: number;
  sessionId: string;
  conversationId: string;
  /** The feed's sequence of the entry that its text comes after: at first the one that started this epoch. */
  after: number;
}

interface Writer extends LocalTurn {
  open: OpenText;
  lengths: Map<number, number>;
  pending: Map<number, { kind: "text" | "reasoning"; start: number; text: string }>;
  started: boolean;
  fenced: AbortController;
}

export interface TurnWriter extends LiveText {
  /** What is not committed yet, for the statement that ends the turn: nothing of it will be written by a tick. */
  settle(): Promise<SessionDelta[]>;
}

export interface DeltaLog {
  writer(turn: LocalTurn): TurnWriter;
  openText(sessionId: string): OpenText[];
  /** Heads to be notified with the next tick. */
  noticeHeads(heads: HeadNotice[]): void;
  close(): Promise<void>;
}

interface DeltaLogOptions {
  pool: pg.Pool;
  bus: Pick<Bus, "payloads">;
  publish(deltas: SessionDelta[]): void;
  onError(message: string, error: unknown): void;
  tickMs?: number;
}

/** A database that is away is asked again after this time. */
const RETRY_MS = 250;
/** Between two ticks; the more turns write, the longer, and the more of them each statement and each write to a reader carries. */
const TICK_MS = { least: 50, most: 80, perTurn: 0.2 };
/** Between the first words of a turn and the statement before them: those of several turns that begin go together. */
const FIRST_WORDS_MS = 15;

const INSERT = {
  name: "deltas_append",
  text: `with given as (
      select * from unnest($1::uuid[], $2::int[], $3::int[], $4::text[], $5::int[], $6::text[]) as d(turn_id, epoch, part, kind, start, text)),
    written as (
      insert into deltas (turn_id, epoch, part, kind, start, text)
      select d.* from given d
      where d.epoch = (select t.epoch from turns t where t.id = d.turn_id and t.status is not distinct from 'running')
      returning turn_id),
    told as (select pg_notify('throughline', p) from unnest($7::text[]) p)
  select array(select distinct turn_id from written) as alive, (select count(*) from told) as told`,
};

/**
 * The one tick of a process: everything that all its turns have written goes out in one statement,
 * with the payload of NOTIFY in it. Nothing is shown before it is committed.
 */
export function createDeltaLog({ pool, bus, publish, onError, tickMs }: DeltaLogOptions): DeltaLog {
  const writers = new Set<Writer>();
  const dirty = new Set<Writer>();
  /** Those whose first words are pending. */
  const beginning = new Set<Writer>();
  let heads: HeadNotice[] = [];
  let timer: NodeJS.Timeout | undefined;
  let early: NodeJS.Timeout | undefined;
  let written = 0;
  let running: Promise<void> | null = null;

  const schedule = (): void => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        void flush(dirty);
      },
      tickMs ?? Math.min(TICK_MS.most, TICK_MS.least + writers.size * TICK_MS.perTurn),
    );
  };

  /** The first words of a turn do not wait for the tick, and take nothing of other turns with them. */
  const scheduleFirst = (): void => {
    early ??= setTimeout(
      () => {
        early = undefined;
        void flush(beginning);
      },
      Math.max(0, written + FIRST_WORDS_MS - performance.now()),
    );
  };

  /** Commits what is pending of these now; what arrives meanwhile waits for the next tick. */
  const flush = async (some: ReadonlySet<Writer>): Promise<void> => {
    while (running) await running;
    const batch = [...some].filter((writer) => dirty.has(writer));
    if (batch.length === 0 && heads.length === 0) return;
    running = write(batch).finally(() => {
      running = null;
    });
    await running;
  };

  /** Nothing of this writer is being written, nor will be. */
  const quiet = async (writer: Writer): Promise<void> => {
    dirty.delete(writer);
    while (running) await running;
    dirty.delete(writer);
    beginning.delete(writer);
  };

  const write = async (some: Writer[]): Promise<void> => {
    written = performance.now();
    const batch = some.flatMap((writer) => take(writer).map((delta) => ({ writer, delta })));
    for (const writer of some) {
      dirty.delete(writer);
      beginning.delete(writer);
    }
    const noticed = heads;
    heads = [];
    const deltas = batch.map((one) => one.delta);
    try {
      const { rows } = await pool.query({
        ...INSERT,
        values: [
          deltas.map((one) => one.turnId),
          deltas.map((one) => one.epoch),
          deltas.map((one) => one.part),
          deltas.map((one) => one.kind),
          deltas.map((one) => one.offset),
          deltas.map((one) => one.text),
          bus.payloads({ heads: noticed, deltas }),
        ],
      });
      const alive = new Set((rows[0] as { alive: string[] }).alive);
      for (const { writer } of batch) if (!alive.has(writer.id)) writer.fenced.abort();
      commit(batch.filter(({ writer }) => alive.has(writer.id)));
    } catch (error) {
      onError("Live text could not be written; it is tried again", error);
      for (const { writer, delta } of batch.reverse()) putBack(writer, delta);
      heads = [...noticed, ...heads];
      await delay(RETRY_MS);
      schedule();
    }
  };

  const commit = (written: { writer: Writer; delta: SessionDelta }[]): void => {
    for (const { writer, delta } of written) extend(writer.open, delta);
    if (written.length > 0) publish(written.map((one) => one.delta));
  };

  const putBack = (writer: Writer, delta: Delta): void => {
    const later = writer.pending.get(delta.part);
    writer.pending.set(delta.part, { kind: delta.kind, start: delta.offset, text: delta.text + (later?.text ?? "") });
    dirty.add(writer);
  };

  return {
    writer(turn) {
      const writer: Writer = {
        ...turn,
        open: openText({ turnId: turn.id, ...turn }),
        lengths: new Map(),
        pending: new Map(),
        started: false,
        fenced: new AbortController(),
      };
      writers.add(writer);
      return {
        append(part, kind, text) {
          const start = writer.lengths.get(part) ?? 0;
          writer.lengths.set(part, start + text.length);
          const pending = writer.pending.get(part);
          if (pending) pending.text += text;
          else writer.pending.set(part, { kind, start, text });
          dirty.add(writer);
          if (writer.started) return schedule();
          writer.started = true;
          beginning.add(writer);
          scheduleFirst();
        },
        async flush() {
          while (dirty.has(writer) || running) await (running ?? flush(new Set([writer])));
        },
        follow(sequence) {
          writer.after = Math.max(writer.after, sequence);
        },
        async rewind(move) {
          await quiet(writer);
          writer.pending.clear();
          const { epoch, sequence } = await move();
          const { turnId, conversationId } = writer.open;
          Object.assign(writer, { epoch, after: sequence, started: false, lengths: new Map() });
          writer.open = openText({ turnId, conversationId, epoch });
        },
        fenced: writer.fenced.signal,
        async settle() {
          await quiet(writer);
          return take(writer);
        },
        close() {
          dirty.delete(writer);
          beginning.delete(writer);
          writers.delete(writer);
        },
      };
    },
    openText: (sessionId) => [...writers].filter((one) => one.sessionId === sessionId).map((one) => one.open),
    noticeHeads(more) {
      heads.push(...more);
      schedule();
    },
    async close() {
      clearTimeout(early);
      clearTimeout(timer);
      await flush(dirty).catch(() => {});
      clearTimeout(timer);
    },
  };
}

function take(writer: Writer): SessionDelta[] {
  const { id, epoch, sessionId, conversationId, after } = writer;
  // What was put back may stand behind what was written since: readers get the parts in the order of the message.
  const parts = [...writer.pending].sort(([one], [other]) => one - other);
  const deltas = parts.map(([part, { kind, start, text }]) => ({
    turnId: id,
    messageId: id,
    conversationId,
    sessionId,
    after,
    epoch,
    part,
    kind,
    offset: start,
    text,
  }));
  writer.pending.clear();
  return deltas;
}
