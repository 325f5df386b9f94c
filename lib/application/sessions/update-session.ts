import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { SessionView } from "#lib/domain/session/view.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import { decideAgent } from "../agents/record-events.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { AgentAppend, SessionPatch } from "../ports/store.ts";
import { requestStop } from "../turns/stop-turn.ts";
import { cancelRun } from "../workflows/cancel-run.ts";
import { getSession } from "./get-session.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { SessionDetail, SessionInput, UpdateSessionInput } from "./schema.ts";

/**
 * Renames a session, completes it, stops it with everything that runs in it, or opens it again.
 *
 * @throws `turn_in_progress` or `response_pending` when it is to be completed while an agent is at work;
 *   `session_not_active` when it has ended otherwise.
 */
export async function updateSession({ ctx, input }: Call<UpdateSessionInput>): Promise<SessionDetail> {
  authorize(ctx, "sessions:write", "member");
  await retryOnConflict(() => attempt(ctx, input));
  return getSession({ ctx, input: { sessionId: input.sessionId } });
}

export function completeSession({ ctx, input }: Call<SessionInput>): Promise<SessionDetail> {
  return updateSession({ ctx, input: { ...input, status: "completed" } });
}

async function attempt(ctx: Context, { sessionId, title, status }: UpdateSessionInput): Promise<void> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = await ctx.ports.sessions.view(viewer, sessionId, 0);
  if (!session || session.deleted) throw notFound("session");
  const at = ctx.now();
  const patch: SessionPatch = { id: sessionId, at };
  const facts: FeedFact[] = [];
  if (title !== undefined && title !== session.title) {
    patch.title = title;
    facts.push({ type: "session.renamed", title });
  }
  const changes = status !== undefined && status !== session.status;
  if (changes) {
    if (status === "completed") mayComplete(session);
    const completedAt = status === "completed" ? at : null;
    Object.assign(patch, { status, ...(status !== "stopped" && { completedAt, expiresAt: null }) });
    facts.push({ type: "session.status", status });
  }
  if (facts.length === 0) return;
  const agents = changes && status !== "active" ? await endParts(ctx, session, status, at) : [];
  await ctx.ports.store.commit({
    agents,
    sessions: [patch],
    feed: [{ sessionId, ownerId: session.ownerId, at, facts }],
  });
  if (changes && status === "stopped") await stopWork(ctx, session);
}

/** Whatever runs in the session is asked to end; what has just ended by itself is as good. */
async function stopWork(ctx: Context, session: SessionView): Promise<void> {
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

function mayComplete(session: SessionView): void {
  if (session.status !== "active")
    throw new DomainError("session_not_active", `This session is ${session.status}. Open it again first.`);
  const [turn] = Object.values(session.turns);
  if (turn?.status === "suspended")
    throw new DomainError(
      "response_pending",
      "An agent waits for an answer to its question. Answer it or stop it first.",
    );
  if (turn) throw new DomainError("turn_in_progress", "An agent is still answering. Wait for it or stop it first.");
}

/** Every agent's part in the session ends with it. */
async function endParts(
  ctx: Context,
  session: SessionView,
  status: "completed" | "stopped",
  at: string,
): Promise<AgentAppend[]> {
  const sessionId = session.id;
  const end: AgentCommand =
    status === "completed"
      ? { type: "complete-session", sessionId, summary: null, at }
      : { type: "terminate-session", sessionId, reason: "The session was stopped.", at };
  const appends = await Promise.all(
    Object.values(session.conversations).map(async ({ agentId }) => {
      const loaded = await ctx.ports.agents.load(agentId, ctx.workspaceId);
      const takesPart = loaded.state.status === "active" && loaded.state.activeSessions[sessionId];
      return takesPart ? decideAgent(ctx, loaded, [end]) : null;
    }),
  );
  return appends.filter((append) => append !== null);
}
