import { setTimeout as delay } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";

interface TurnWorkflowOptions {
  /** Runs a turn from wherever it stands to its end; safe to be called again. */
  run(turnId: string): Promise<void>;
  stopping: AbortSignal;
  onError(message: string, error: unknown): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

/**
 * Makes a turn's segments known to the durable engine. The body needs no engine step: it loads what is committed and
 * goes on. It never ends before the turn has: a database that is away is waited for.
 */
export function registerTurnWorkflow({
  run,
  stopping,
  onError,
}: TurnWorkflowOptions): (turnId: string, segment: number) => Promise<void> {
  const execute = DBOS.registerWorkflow(
    async (turnId: string): Promise<void> => {
      for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
        try {
          return await run(turnId);
        } catch (error) {
          if (stopping.aborted) return new Promise<never>(() => {});
          onError(`Turn ${turnId} could not go on and is tried again in ${wait} ms`, error);
          await delay(wait, undefined, { ref: false });
        }
      }
    },
    { name: "turn" },
  );
  return async (turnId, segment) => {
    await DBOS.startWorkflow(execute, { workflowID: `${turnId}:${segment}` })(turnId);
  };
}
