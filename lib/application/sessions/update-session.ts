import { DomainError } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { mergeChanges, type SessionPatch } from "../ports/store.ts";
import { endParts } from "./end-parts.ts";
import { getSession } from "./get-session.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { SessionDetail, SessionInput, UpdateSessionInput } from "./schema.ts";
import { stopWork } from "./stop-work.ts";

/**
 * Renames a session, completes it, stops it with everything that runs in it, or opens it again. Every agent's part
 * ends with it; what was concluded is summed up afterwards, beside the request.
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
  if (session.ownerId !== viewer.userId)
    throw new DomainError("forbidden", "Only the owner of this session may rename, complete, stop or reopen it.");
  const at = ctx.now();
  const patch: SessionPatch = { id: sessionId, at };
  const facts: FeedFact[] = [];
  if (title !== undefined && title !== session.title) {
    Object.assign(patch, { title, titleFrom: null });
    facts.push({ type: "session.renamed", title });
  }
  const changes = status !== undefined && status !== session.status;
  if (changes) {
    if (status === "completed" && session.status !== "active")
      throw new DomainError("session_not_active", `This session is ${session.status}. Open it again first.`);
    const completedAt = status === "completed" ? at : null;
    Object.assign(patch, { status, ...(status !== "stopped" && { completedAt, expiresAt: null }) });
    facts.push({ type: "session.status", status });
  }
  if (facts.length === 0) return;
  const ended = changes && status !== "active" ? await endParts(ctx, session, status, at) : { memories: [] };
  const feed = [{ sessionId, ownerId: session.ownerId, at, facts }];
  await ctx.ports.store.commit(mergeChanges(ended, { sessions: [patch], feed }));
  for (const { id } of ended.memories) ctx.ports.engine.startMemory(id);
  if (changes && status === "stopped") await stopWork(ctx, sessionId);
}
