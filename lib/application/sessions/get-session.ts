import { isActiveRun, type Run } from "#lib/domain/workflow/run.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { SessionDetail, SessionInput } from "./schema.ts";
import { viewStateEntry } from "./state-view.ts";

/** A whole session as integrators see it: conversations by slug, orchestrator context and states, without messages. */
export async function getSession({ ctx, input }: Call<SessionInput>): Promise<SessionDetail> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [view, entries] = await Promise.all([
    ctx.ports.sessions.view(viewer, input.sessionId, 0),
    ctx.ports.sessions.stateEntries(viewer, input.sessionId),
  ]);
  if (!view || view.deleted) throw notFound("session");
  const { deleted, messages, olderCursor, turns, runs, handoffs, stateKeys, conversations, ...rest } = view;
  const { clientActions, drafts, roles, people, ...facts } = rest;
  return {
    ...facts,
    conversations: Object.fromEntries(
      Object.entries(conversations).map(([key, { slug: _slug, ...conversation }]) => [
        key,
        { ...conversation, orchestratorContext: workflowsOf(conversation.conversationId, runs) },
      ]),
    ),
    orchestratorStates: entries.map((entry) => viewStateEntry(entry, ctx.now())).filter((entry) => entry !== undefined),
  };
}

/** What runs for a conversation, and when that last changed. */
function workflowsOf(conversationId: string, runs: readonly Run[]) {
  const own = runs.filter((run) => run.conversationId === conversationId);
  const changes = own.map((run) => run.endedAt ?? run.startedAt ?? run.createdAt).sort();
  return {
    activeWorkflows: own.filter((run) => isActiveRun(run.status)).map((run) => run.id),
    lastWorkflowUpdate: changes.at(-1) ?? null,
  };
}
