import { setTimeout as delay } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { errorCode } from "#lib/domain/errors.ts";

interface DurableWork {
  /** How the engine's records name it: never changes. */
  name: string;
  /** Does one segment to its end from wherever it stands; safe to be called again. */
  run(id: string, segment: number): Promise<void>;
  /** Pauses after an error, in milliseconds: the first, doubled up to the longest. */
  waits: { first: number; longest: number };
  /** Aborted when somebody wants this work to end: a pause is then over. */
  stopSignal?(id: string): { signal: AbortSignal; dispose(): void };
  /** Aborted when this process begins nothing any more. */
  leaving: AbortSignal;
  onError(message: string, error: unknown): void;
}

type Work = (id: string, segment: number) => Promise<void>;

/**
 * Work that never ends before it is done: after an error it goes on, and when the process goes it does not settle. It
 * loads what is committed and goes on from there, so that after a crash it only has to be called again.
 */
export function untilDone({ name, run, waits, stopSignal, leaving, onError }: DurableWork): Work {
  return async (id, segment) => {
    for (let wait = waits.first; !leaving.aborted; wait = Math.min(2 * wait, waits.longest)) {
      try {
        return await run(id, segment);
      } catch (error) {
        if (leaving.aborted) break;
        // Whoever holds it lives, and may end or die at any moment.
        const held = errorCode(error) === "turn_in_progress";
        if (held) wait = waits.first;
        else onError(`The ${name} ${id} could not go on and is tried again in ${wait / 1000} s`, error);
        const stop = stopSignal?.(id);
        await delay(wait, undefined, { ref: false, ...(stop && { signal: stop.signal }) }).catch(() => {});
        stop?.dispose();
      }
    }
    return new Promise<never>(() => {});
  };
}

/** Makes a kind of work known to the durable engine; returns how it is started, idempotent by id and segment. */
export function registerWork(work: DurableWork): Work {
  const execute = DBOS.registerWorkflow(untilDone(work), { name: work.name });
  return async (id, segment) => {
    await DBOS.startWorkflow(execute, { workflowID: `${id}:${segment}` })(id, segment);
  };
}
