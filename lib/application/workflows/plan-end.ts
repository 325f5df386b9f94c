import type { Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import type { Changes, StepWrite } from "../ports/store.ts";

/** How a run ends. */
export type RunEnd =
  | { status: "completed"; result: Json }
  | { status: "failed"; error: Failure }
  | { status: "cancelled" };

export interface EndPlan {
  run: Run;
  end: RunEnd;
  epoch: number;
  sessionOwnerId: string;
  at: string;
}

/** A run that has ended, and what has to be written for it: refused when another epoch has begun. Pure. */
export function planEnd({ run, end, epoch, sessionOwnerId, at }: EndPlan): { run: Run; changes: Changes } {
  const error = end.status === "failed" ? end.error : null;
  const result = end.status === "completed" ? end.result : null;
  const open = run.steps.find((step) => step.status === "running");
  const closed: Step | undefined = open && {
    ...open,
    status: end.status === "cancelled" ? "cancelled" : "failed",
    endedAt: at,
    error,
  };
  const ended: Run = {
    ...run,
    status: end.status,
    progress: end.status === "completed" ? 100 : run.progress,
    currentStep: end.status === "completed" ? null : run.currentStep,
    steps: run.steps.map((step) => (step === open && closed ? closed : step)),
    result,
    error,
    endedAt: at,
  };
  return {
    run: ended,
    changes: {
      runGuard: { runId: run.id, epoch },
      runs: [
        {
          id: run.id,
          status: ended.status,
          progress: ended.progress,
          currentStep: ended.currentStep,
          ...(result === null ? {} : { result }),
          error,
          endedAt: at,
        },
      ],
      steps: closed ? [stepWrite(ended, closed)] : [],
      feed: [
        {
          sessionId: run.sessionId,
          ownerId: sessionOwnerId,
          at,
          facts: [{ type: `workflow.${end.status}`, run: ended }],
        },
      ],
    },
  };
}

/** A step of a run as its row; without an output the stored one is emptied. */
export function stepWrite(run: Run, step: Step, output?: Json): StepWrite {
  const position = run.steps.findIndex((one) => one.name === step.name);
  return { ...step, runId: run.id, position, ...(output === undefined ? {} : { output }) };
}
