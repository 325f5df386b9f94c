import { errorCode } from "#lib/domain/errors.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import type { Context } from "../context.ts";
import { requestStop } from "../turns/stop-turn.ts";
import { cancelRun } from "../workflows/cancel-run.ts";
import { endParts } from "./end-parts.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/**
 * Whatever runs in a session that has been stopped or put away is asked to end; what has just ended by itself is as good.
 * It is read anew: what was being committed meanwhile was not seen before. What comes later still sees that the session
 * is closed when it begins.
 */
export async function stopWork(ctx: Context, sessionId: string): Promise<void> {
  const session = await read(ctx, sessionId);
  if (!session) return; // deleted for good by now
  const runs = session.runs.filter((run) => isActiveRun(run.status));
  await Promise.all([
    ...Object.keys(session.turns).map((turnId) => requestStop(ctx, turnId)),
    ...runs.map((run) =>
      cancelRun({ ctx, input: { runId: run.id } }).catch((error: unknown) => {
        if (errorCode(error) !== "run_not_active") throw error;
      }),
    ),
  ]);
  await retryOnConflict(() => endLateParts(ctx, sessionId));
}

/** Ends the parts that agents have taken up meanwhile. */
async function endLateParts(ctx: Context, sessionId: string): Promise<void> {
  const session = await read(ctx, sessionId);
  if (!session) return;
  const { memories: _none, ...late } = await endParts(ctx, session, "stopped", ctx.now());
  if (late.agents?.length) await ctx.ports.store.commit(late);
}

const read = (ctx: Context, sessionId: string): Promise<SessionView | null> =>
  ctx.ports.sessions.view({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, sessionId, 0);
