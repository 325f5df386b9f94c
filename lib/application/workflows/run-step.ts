import { DomainError, ERROR_KINDS, errorCode, type Failure } from "#lib/domain/errors.ts";
import { retryDelay } from "#lib/domain/workflow/progress.ts";
import type { RunFile, StepResult, WorkflowStep } from "./definition.ts";
import { wait } from "./persist.ts";
import type { RunRecord, RunScope } from "./record-run.ts";

/** Between two reports of one step, so that a fast step does not flood the feed. */
const REPORT_EVERY_MS = 300;

export interface StepCall {
  scope: RunScope;
  record: RunRecord;
  step: WorkflowStep<object>;
  params: object;
  files: ReadonlyMap<string, RunFile>;
  /** Aborted when the run has to end: its reason is thrown. */
  signal: AbortSignal;
}

/** Runs a step until it is completed, its attempts are used up, or the run has to end. Throws what made it fail. */
export async function runStep(call: StepCall): Promise<void> {
  const { record, step, signal } = call;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    await record.stepStarted(step.name);
    try {
      return await record.stepCompleted(step.name, await attemptStep(call));
    } catch (error) {
      signal.throwIfAborted();
      const failure = failureOf(error, step.label);
      if (isFenced(error) || !failure.retryable || attempt > step.retries) throw error;
      await record.stepFaltered(step.name, failure);
      await wait(retryDelay(attempt, Math.random()), signal);
    }
  }
}

async function attemptStep({ scope, record, step, params, files, signal: ended }: StepCall): Promise<StepResult> {
  const late = new AbortController();
  const signal = AbortSignal.any([ended, late.signal]);
  const seconds = Math.round(step.timeoutMs / 1000);
  const timer = setTimeout(
    () => late.abort(new DomainError("service_timeout", `“${step.label}” took longer than ${seconds} s.`)),
    step.timeoutMs,
  );
  const reports = reporter((within) => record.stepProgressed(within));
  try {
    const work = step.run({
      params,
      outputs: record.outputs(),
      services: scope.ports.services,
      readFile: (fileId) => {
        const file = files.get(fileId);
        if (!file) throw new DomainError("not_found", "There is no such file in this session.");
        return file;
      },
      signal,
      report: reports.report,
    });
    return await Promise.race([work, rejectOnAbort(signal)]);
  } finally {
    clearTimeout(timer);
    await reports.settled();
  }
}

/** Sends one report at a time and at most one per interval; those in between and after the end are dropped. */
function reporter(send: (within: number) => Promise<void>): { report(within: number): void; settled(): Promise<void> } {
  let last = 0;
  let pending: Promise<void> | null = null;
  let failed: { error: unknown } | null = null;
  let ended = false;
  return {
    report(within) {
      if (ended || pending || failed || Date.now() - last < REPORT_EVERY_MS) return;
      last = Date.now();
      pending = send(within)
        .catch((error) => {
          failed = { error };
        })
        .finally(() => {
          pending = null;
        });
    },
    async settled() {
      ended = true;
      await pending;
      if (failed) throw failed.error;
    },
  };
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

export const isFenced = (error: unknown): boolean => errorCode(error) === "turn_fenced";

/** What may be told of a thrown value. Only what another attempt may cure is retryable. */
export function failureOf(error: unknown, label: string): Failure {
  const code = errorCode(error);
  if (!code)
    return {
      code: "internal",
      message: `Something went wrong on our side in “${label}”; the server's log has the details.`,
      retryable: true,
    };
  const kind = ERROR_KINDS[code];
  return {
    code,
    message: (error as Error).message,
    retryable: kind === "upstream" || kind === "unavailable" || kind === "limited" || kind === "internal",
  };
}
