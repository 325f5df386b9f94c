import type { Failure } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import { storableJson } from "#lib/domain/storable-json.ts";
import { runProgress } from "#lib/domain/workflow/progress.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import type { Ports } from "../ports/index.ts";
import type { ClaimedRun } from "../ports/runs.ts";
import type { StepResult, WorkflowDefinition } from "./definition.ts";
import { persist } from "./persist.ts";
import { stepWrite } from "./plan-end.ts";
import { pendingStep } from "./plan-run.ts";

/** What the execution of one claimed run needs everywhere. */
export interface RunScope {
  ports: Ports;
  claimed: ClaimedRun;
  workflow: WorkflowDefinition;
  segment: number;
  now(): string;
  /** Aborted when this process goes: nothing more is done, the next one takes over. */
  stopping: AbortSignal;
}

/** Writes the steps of one claimed run down. Every write is one commit, refused once another epoch has begun. */
export interface RunRecord {
  /** As it stands after the last commit. */
  run(): Run;
  /** What completed steps gave. */
  outputs(): Readonly<Record<string, Json>>;
  stepStarted(name: string): Promise<void>;
  /** How far the running step is, 0 to 1. */
  stepProgressed(within: number): Promise<void>;
  /** The step's attempt has failed and another one follows. */
  stepFaltered(name: string, error: Failure): Promise<void>;
  stepCompleted(name: string, result: StepResult): Promise<void>;
}

export function recordRun({ ports, claimed, workflow, now, stopping }: RunScope): RunRecord {
  const known = new Map(claimed.run.steps.map((step) => [step.name, step]));
  const weights = workflow.steps.map((step) => step.weight);
  let outputs = claimed.outputs;
  let run: Run = { ...claimed.run, steps: workflow.steps.map((step) => known.get(step.name) ?? pendingStep(step)) };

  /** The run with one step as it is from now on (or with none changed), its row and the fact that says so. */
  async function write(step: Step | null, at: string, within = 0, output?: Json): Promise<void> {
    const steps = step ? run.steps.map((one) => (one.name === step.name ? step : one)) : run.steps;
    const completed = steps.filter((one) => one.status === "completed").length;
    const next: Run = {
      ...run,
      steps,
      status: "running",
      progress: Math.max(run.progress, runProgress(weights, completed, within)),
      currentStep: step?.name ?? run.currentStep,
      startedAt: run.startedAt ?? at,
    };
    const { id, sessionId, conversationId, status, progress, currentStep, startedAt } = next;
    const changes = {
      runGuard: { runId: id, epoch: claimed.epoch },
      runs: [{ id, status, progress, currentStep, startedAt: startedAt ?? at }],
      steps: step ? [stepWrite(next, step, output)] : [],
      feed: [
        {
          sessionId,
          ownerId: claimed.sessionOwnerId,
          at,
          facts: [
            { type: "workflow.progress" as const, runId: id, conversationId, status, progress, currentStep, step },
          ],
        },
      ],
    };
    await persist(() => ports.store.commit(changes), stopping);
    run = next;
  }

  const stepOf = (name: string): Step => {
    const step = run.steps.find((one) => one.name === name);
    if (!step) throw new Error(`The run has no step "${name}".`);
    return step;
  };

  return {
    run: () => run,
    outputs: () => outputs,
    stepStarted(name) {
      const at = now();
      const step = stepOf(name);
      return write(
        { ...step, status: "running", attempts: step.attempts + 1, startedAt: at, endedAt: null, error: null },
        at,
      );
    },
    stepProgressed: (within) => write(null, now(), within),
    stepFaltered: (name, error) => write({ ...stepOf(name), status: "pending", error }, now()),
    async stepCompleted(name, { output, contribution }) {
      const at = now();
      const stored = storableJson(output);
      const said = contribution === undefined ? null : storableJson(contribution);
      const step: Step = { ...stepOf(name), status: "completed", contribution: said as string | null, endedAt: at };
      await write({ ...step, error: null }, at, 0, stored);
      outputs = { ...outputs, [name]: stored };
    },
  };
}
