import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { requireOwner } from "../sessions/require-access.ts";
import { planEnd } from "./plan-end.ts";
import { type RunInput, runInput } from "./schema.ts";

/**
 * Asks a run to end. One that is executed ends at once or at its next step boundary, wherever it runs; one that nobody
 * executes yet has ended when this returns. Errors: not_found, run_not_active.
 */
export async function cancelRun({ ctx, input }: Call<RunInput>): Promise<void> {
  authorize(ctx, "sessions:write", "member");
  const { runId } = parseInput(runInput, input);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  // Before the run: a process that begins with it in between has then moved on from this position.
  const position = await ctx.ports.runs.position(runId);
  const run = await ctx.ports.sessions.run(viewer, runId);
  const session = run && (await ctx.ports.sessions.head(viewer, run.sessionId));
  if (!run || !session) throw notFound("run");
  requireOwner(session);
  const at = ctx.now();
  if (!isActiveRun(run.status) || !(await ctx.ports.runs.requestCancel(runId, at)))
    throw new DomainError("run_not_active", "This run has already ended.");
  if (run.status === "running" || !position) return;
  const { changes } = planEnd({
    run,
    end: { status: "cancelled" },
    epoch: position.epoch,
    sessionOwnerId: session.ownerId,
    at,
  });
  await ctx.ports.store.commit(changes).catch((error) => {
    // A process has just begun with it: it sees the request itself.
    if (errorCode(error) !== "turn_fenced") throw error;
  });
}
