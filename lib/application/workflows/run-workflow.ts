import { DomainError, type Failure } from "#lib/domain/errors.ts";
import { parseInput } from "../parse-input.ts";
import type { Ports } from "../ports/index.ts";
import type { ClaimedRun } from "../ports/runs.ts";
import type { RunFile } from "./definition.ts";
import { planEnd } from "./plan-end.ts";
import { type RunRecord, type RunScope, recordRun } from "./record-run.ts";
import { completedEnding, type Ending, failedEnding, reportEnd } from "./report-end.ts";
import { failureOf, isFenced, runStep } from "./run-step.ts";

export interface RunWorkflow {
  ports: Ports;
  runId: string;
  segment: number;
  now(): string;
  /** Aborted when this process goes: its reason is thrown and the run is left for the process that takes over. */
  stopping: AbortSignal;
  /** Hears of failures that are nobody's fault but ours. */
  onFault(message: string, error: unknown): void;
}

/**
 * Executes one segment of a run to its end. Completed steps are not run again, so that calling it twice, or on another
 * process after a crash, leads to the same rows; a process that has lost the run writes nothing more.
 */
export async function runWorkflow({ ports, runId, segment, now, stopping, onFault }: RunWorkflow): Promise<void> {
  const claimed = await ports.runs.claim(runId, segment);
  if (!claimed) return;
  try {
    const workflow = ports.workflows.find((one) => one.type === claimed.run.type);
    if (!workflow) return await endUnknown(ports, claimed, now());
    const scope: RunScope = { ports, claimed, workflow, segment, now, stopping };
    const record = recordRun(scope);
    const ending = claimed.cancelRequested ? cancelled : await execute(scope, record, onFault);
    await reportEnd(scope, record.run(), ending).catch(async (error) => {
      if (stopping.aborted || isFenced(error)) throw error;
      onFault(`Workflow ${workflow.type}: its end could not be written`, error);
      await reportEnd(scope, record.run(), await failedEnding(scope, failureOf(error, workflow.title)));
    });
  } catch (error) {
    if (!isFenced(error)) throw error;
  }
}

/** A run whose workflow has left the registry since it was started. */
async function endUnknown(ports: Ports, { run, epoch, sessionOwnerId }: ClaimedRun, at: string): Promise<void> {
  const message = `There is no workflow "${run.type}" any more.`;
  const error: Failure = { code: "workflow_unknown", message, retryable: false };
  await ports.store.commit(planEnd({ run, end: { status: "failed", error }, epoch, sessionOwnerId, at }).changes);
}

const cancelled: Ending = { end: { status: "cancelled" } };

/** Runs what is left of the steps and says how the run ends. Throws only when this process may not go on with it. */
async function execute(scope: RunScope, record: RunRecord, onFault: RunWorkflow["onFault"]): Promise<Ending> {
  const { ports, claimed, workflow, stopping } = scope;
  const cancel = ports.runs.cancelSignal(claimed.run.id);
  const late = lateSignal(workflow.limits.timeMs);
  const signal = AbortSignal.any([stopping, cancel.signal, late.signal]);
  let label = workflow.title;
  try {
    const params = parseInput(workflow.params, claimed.run.params, "workflow_params_invalid");
    const files = await loadFiles(scope);
    for (const step of workflow.steps) {
      if (step.name in record.outputs()) continue;
      label = step.label;
      await runStep({ scope, record, step, params, files, signal });
    }
    signal.throwIfAborted();
    return await completedEnding(scope, workflow.conclude(params, record.outputs()));
  } catch (error) {
    if (stopping.aborted || isFenced(error)) throw error;
    if (cancel.signal.aborted) return cancelled;
    const failure = failureOf(error, label);
    if (failure.code === "internal") onFault(`Workflow ${workflow.type}: “${label}” failed`, error);
    return failedEnding(scope, failure);
  } finally {
    cancel.dispose();
    late.dispose();
  }
}

function lateSignal(timeMs: number): { signal: AbortSignal; dispose(): void } {
  const late = new AbortController();
  const minutes = Math.round(timeMs / 60_000);
  const timer = setTimeout(
    () => late.abort(new DomainError("service_timeout", `The run took longer than its ${minutes} minutes.`)),
    timeMs,
  );
  return { signal: late.signal, dispose: () => clearTimeout(timer) };
}

async function loadFiles({ ports, claimed }: RunScope): Promise<ReadonlyMap<string, RunFile>> {
  const viewer = { workspaceId: claimed.workspaceId, userId: claimed.sessionOwnerId };
  const stored = await ports.sessions.files(viewer, claimed.run.sessionId);
  return new Map(
    stored.map(({ fileId, name, mediaType, size }) => [
      fileId,
      { fileId, name, mediaType, size, input: { path: ports.files.path(fileId), name } },
    ]),
  );
}
