import type { Run } from "#lib/domain/workflow/run.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { limitMessage } from "../limits/take-limits.ts";
import { parseInput } from "../parse-input.ts";
import { mergeChanges } from "../ports/store.ts";
import { requireOpen, touchSession } from "../sessions/open-session.ts";
import { requireOwner } from "../sessions/require-access.ts";
import { prepareRun } from "./prepare-run.ts";
import { type StartWorkflowInput, startWorkflowInput } from "./schema.ts";

/**
 * Starts a workflow in a session and returns its run, queued; the feed tells the rest. With a `runId` of the caller's
 * the same request again gives the same run.
 */
export async function startWorkflow({ ctx, input }: Call<StartWorkflowInput>): Promise<Run> {
  authorize(ctx, "sessions:write", "member");
  const { sessionId, runId = ctx.newId(), ...request } = parseInput(startWorkflowInput, input);
  await limitMessage(ctx, sessionId);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = requireOwner(requireOpen(await ctx.ports.sessions.head(viewer, sessionId)));
  const again = await ctx.ports.sessions.run(viewer, runId);
  if (again) return again;

  const at = ctx.now();
  const conversationId = await conversationFor(request);
  const { run, changes } = await prepareRun({
    ports: ctx.ports,
    viewer,
    session,
    runId,
    workflowType: request.workflowType,
    params: request.params,
    conversationId,
    userId: ctx.actor.userId,
    startedBySlug: request.startedBySlug ?? null,
    at,
  });
  const touched = touchSession(session, at);
  const feed = [{ sessionId, ownerId: session.ownerId, at, facts: touched.facts }];
  await ctx.ports.store.commit(mergeChanges({ sessions: [touched.patch], feed }, changes));
  ctx.ports.engine.startRun(run.id, 0);
  return run;

  /** The given conversation if it is this session's, or that of the agent who starts the run. */
  async function conversationFor(asked: { conversationId?: string; startedBySlug?: string }): Promise<string | null> {
    if (asked.conversationId) {
      const view = await ctx.ports.sessions.view(viewer, sessionId, 0);
      const all = Object.values(view?.conversations ?? {});
      if (!all.some((one) => one.conversationId === asked.conversationId))
        throw notFound("conversation in this session");
      return asked.conversationId;
    }
    if (!asked.startedBySlug) return null;
    const { conversation } = await ctx.ports.sessions.heads(viewer, sessionId, asked.startedBySlug);
    return conversation?.id ?? null;
  }
}
