import type { Run } from "#lib/domain/workflow/run.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import { type RunInput, runInput } from "./schema.ts";

/** One run with its steps and, once completed, its result. */
export async function getRun({ ctx, input }: Call<RunInput>): Promise<Run> {
  authorize(ctx, "sessions:read");
  const { runId } = parseInput(runInput, input);
  const run = await ctx.ports.sessions.run({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, runId);
  if (!run) throw notFound("run");
  return run;
}
