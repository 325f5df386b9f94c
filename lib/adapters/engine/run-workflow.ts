import { setTimeout as delay } from "node:timers/promises";
import { DBOS } from "@dbos-inc/dbos-sdk";

interface RunWorkflowOptions {
  /** Executes one segment to its end; safe to be called again. */
  run(runId: string, segment: number): Promise<void>;
  /** Aborted when this process goes. */
  stopping: AbortSignal;
  onError(message: string, error: unknown): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Makes the execution of runs known to the durable engine; returns how one is started, idempotent by run and segment.
 * A run's steps are rows of their own, so that the engine only has to call the function again after a crash. It never
 * ends before the run has: after an error it goes on, and when the process goes it does not settle.
 */
export function registerRunWorkflow({
  run,
  stopping,
  onError,
}: RunWorkflowOptions): (runId: string, segment: number) => Promise<void> {
  const execute = DBOS.registerWorkflow(
    async (runId: string, segment: number): Promise<void> => {
      for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MS)) {
        try {
          return await run(runId, segment);
        } catch (error) {
          if (stopping.aborted) return new Promise<never>(() => {});
          onError(`Run ${runId} could not go on and is tried again in ${wait / 1000} s`, error);
          await delay(wait, undefined, { ref: false });
        }
      }
    },
    { name: "workflow-run" },
  );
  return async (runId, segment) => {
    await DBOS.startWorkflow(execute, { workflowID: `${runId}:${segment}` })(runId, segment);
  };
}
