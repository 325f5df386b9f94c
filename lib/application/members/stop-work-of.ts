import { errorCode } from "#lib/domain/errors.ts";
import type { Context } from "../context.ts";
import { requestStop } from "../turns/stop-turn.ts";
import { cancelRun } from "../workflows/cancel-run.ts";

/** What runs in a person's name in this workspace is asked to end. What it has written stays. */
export async function stopWorkOf(ctx: Context, userId: string): Promise<void> {
  const { turnIds, runIds } = await ctx.ports.memberships.workOf(ctx.workspaceId, userId);
  const theirs: Context = { ...ctx, role: "member", actor: { kind: "system", userId, process: "workflow" } };
  await Promise.all([
    ...turnIds.map((turnId) => requestStop(theirs, turnId)),
    ...runIds.map((runId) =>
      cancelRun({ ctx: theirs, input: { runId } }).catch((error: unknown) => {
        const over = ["run_not_active", "not_found"];
        if (!over.includes(errorCode(error) ?? "")) throw error;
      }),
    ),
  ]);
}
