import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { createQueues } from "../postgres/queues.ts";

interface TurnWorkOptions {
  pool: pg.Pool;
  executorId: string;
  /** Carries a turn on until it ends or asks; one that another process runs is left to it. */
  carry(turnId: string, segment: number): Promise<void>;
  leaving: AbortSignal;
}

export interface TurnWork {
  /** Settles when this process has nothing more to do for the turn, however often it is asked. */
  start(turnId: string, segment: number): Promise<void>;
  /** The turns that this process has not done with. */
  carried(): string[];
  /**
   * The turns of a process as one workflow of the engine. It begins with the process and does not end there: should the
   * process go, the engine calls it elsewhere, where it ends with the last of the turns that were left.
   */
  standFor(executorId: string): Promise<void>;
}

const LOOK_EVERY_MS = 500;

/** $1 executor. One that was slow rather than dead goes on with its turns itself. */
const LEFT_BY = {
  name: "turns_left_by",
  text: `select t.id, t.segment from turns t where t.executor_id = $1 and t.status = 'running'
    and not exists (select 1 from executors e where e.id = $1 and e.leased_until > now())`,
};

/** The turns of this process, and of those that are gone. */
export function createTurnWork({ pool, executorId, carry, leaving }: TurnWorkOptions): TurnWork {
  const carried = new Map<string, Promise<void>>();
  const oneByOne = createQueues();

  const start = (turnId: string, segment: number): Promise<void> => {
    const key = `${turnId}:${segment}`;
    const known = carried.get(key);
    if (known) return known;
    // The next segment may be asked for before the one that asked the question has let go.
    const one = oneByOne(turnId, () => carry(turnId, segment)).finally(() => carried.delete(key));
    carried.set(key, one);
    return one;
  };

  return {
    start,
    carried: () => [...new Set([...carried.keys()].map((key) => key.split(":")[0] as string))],
    async standFor(id) {
      if (id === executorId) return new Promise<never>(() => {});
      for (;;) {
        const { rows } = await pool.query<{ id: string; segment: number }>({ ...LEFT_BY, values: [id] });
        if (rows.length === 0) return;
        await Promise.all(rows.map((turn) => start(turn.id, turn.segment)));
        await delay(LOOK_EVERY_MS, undefined, { ref: false, signal: leaving });
      }
    },
  };
}
