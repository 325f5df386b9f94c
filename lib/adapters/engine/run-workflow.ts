import { DBOS } from "@dbos-inc/dbos-sdk";

/**
 * Makes the execution of runs known to the durable engine; returns how one is started, idempotent by run and segment.
 * A run's steps are rows of their own, so that the engine only has to run the function again after a crash. When the
 * process goes, the function never settles: the engine must not take that for an end.
 */
export function registerRunWorkflow(
  run: (runId: string, segment: number) => Promise<void>,
  stopping: AbortSignal,
): (runId: string, segment: number) => Promise<void> {
  const execute = DBOS.registerWorkflow(
    async (runId: string, segment: number): Promise<void> => {
      try {
        await run(runId, segment);
      } catch (error) {
        if (stopping.aborted) await new Promise<never>(() => {});
        throw error;
      }
    },
    { name: "workflow-run" },
  );
  return async (runId, segment) => {
    await DBOS.startWorkflow(execute, { workflowID: `${runId}:${segment}` })(runId, segment);
  };
}
