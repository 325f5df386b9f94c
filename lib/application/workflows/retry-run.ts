import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { limitMessage } from "../limits/take-limits.ts";
import { parseInput } from "../parse-input.ts";
import type { Changes } from "../ports/store.ts";
import { requireOpen, touchSession } from "../sessions/open-session.ts";
import { requireOwner } from "../sessions/require-access.ts";
import { stepWrite } from "./plan-end.ts";
import { findWorkflow } from "./registry.ts";
import { type RunInput, runInput } from "./schema.ts";

/**
 * Queues a failed or cancelled run again. It goes on from the step that did not complete; what completed steps gave is
 * kept. Errors: not_found, session_closed, run_not_retryable, workflow_already_active, workflow_unknown.
 */
export async function retryRun({ ctx, input }: Call<RunInput>): Promise<Run> {
  authorize(ctx, "sessions:write", "member");
  const { runId } = parseInput(runInput, input);
  await limitMessage(ctx);
  const { ports } = ctx;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  // Before the run: what another retry does in between has then moved on from this position.
  const position = await ports.runs.position(runId);
  const run = await ports.sessions.run(viewer, runId);
  if (!run || !position) throw notFound("run");
  const session = await ports.sessions.head(viewer, run.sessionId);
  if (session) requireOwner(session);
  findWorkflow(ports.workflows, run.type);
  if (run.status !== "failed" && run.status !== "cancelled") throw notRetryable(run.status);
  const open = requireOpen(session);

  const at = ctx.now();
  const touched = touchSession(open, at);
  const again: Run = { ...run, status: "queued", error: null, endedAt: null, steps: run.steps.map(openAgain) };
  const changes: Changes = {
    runGuard: { runId, epoch: position.epoch, ended: true },
    runs: [{ id: runId, status: "queued", error: null, endedAt: null, nextSegment: true }],
    steps: again.steps.filter((step) => step.status === "pending").map((step) => stepWrite(again, step)),
    sessions: [touched.patch],
    feed: [
      {
        sessionId: run.sessionId,
        ownerId: open.ownerId,
        at,
        facts: [...touched.facts, { type: "workflow.started", run: again }],
      },
    ],
  };
  await ports.store.commit(changes).catch((error) => {
    // Somebody else has just queued it: their segment is the one that runs.
    throw errorCode(error) === "turn_fenced" ? notRetryable("queued") : error;
  });
  ports.engine.startRun(runId, position.segment + 1);
  return again;
}

const notRetryable = (status: Run["status"]): DomainError =>
  new DomainError("run_not_retryable", `Only a failed or cancelled run can be retried; this one is ${status}.`);

const openAgain = (step: Step): Step =>
  step.status === "completed"
    ? step
    : { ...step, status: "pending", attempts: 0, contribution: null, startedAt: null, endedAt: null, error: null };
