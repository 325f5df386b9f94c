import type { Run } from "#lib/domain/workflow/run.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { parseInput } from "../parse-input.ts";
import type { Page } from "../ports/reads.ts";
import { type ListRunsInput, listRunsInput } from "./schema.ts";

/** The caller's runs, newest first, of one session or of all. */
export async function listRuns({ ctx, input }: Call<ListRunsInput>): Promise<Page<Run>> {
  authorize(ctx, "sessions:read");
  const filter = parseInput(listRunsInput, input);
  return ctx.ports.sessions.runs({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, filter);
}
