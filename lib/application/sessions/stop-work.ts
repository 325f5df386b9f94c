import { errorCode } from "#lib/domain/errors.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import type { Context } from "../context.ts";
import { requestStop } from "../turns/stop-turn.ts";
import { cancelRun } from "../workflows/cancel-run.ts";

/** Whatever runs in the session is asked to end; what has just ended by itself is as good. */
export async function stopWork(ctx: Context, session: SessionView): Promise<void> {
  const runs = session.runs.filter((run) => isActiveRun(run.status));
  await Promise.all([
    ...Object.keys(session.turns).map((turnId) => requestStop(ctx, turnId)),
    ...runs.map((run) =>
      cancelRun({ ctx, input: { runId: run.id } }).catch((error: unknown) => {
        if (errorCode(error) !== "run_not_active") throw error;
      }),
    ),
  ]);
}
