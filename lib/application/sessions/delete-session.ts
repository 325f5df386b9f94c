import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { mergeChanges } from "../ports/store.ts";
import { endParts } from "./end-parts.ts";
import { eraseSession } from "./erase-session.ts";
import { requireOwner } from "./require-access.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";
import type { DeleteSessionInput, SessionInput } from "./schema.ts";
import { stopWork } from "./stop-work.ts";

/**
 * Puts a session away: it leaves the lists and can be restored. What runs in it is stopped and its agents are free for
 * another session. Twice is as good as once. `hard` then deletes it for good, also one that was put away before.
 */
export async function deleteSession({ ctx, input: { sessionId, hard } }: Call<DeleteSessionInput>): Promise<void> {
  authorize(ctx, "sessions:write", "member");
  const ended = await retryOnConflict(async () => {
    const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
    const [head, session] = await Promise.all([
      ctx.ports.sessions.head(viewer, sessionId),
      ctx.ports.sessions.view(viewer, sessionId, 0),
    ]);
    if (!head || !session) throw notFound("session");
    requireOwner(head);
    if (head.deleted) return false;
    const at = ctx.now();
    await ctx.ports.store.commit(
      mergeChanges(await endParts(ctx, session, "stopped", at), {
        sessions: [{ id: sessionId, deletedAt: at, at }],
        feed: [{ sessionId, ownerId: head.ownerId, at, facts: [{ type: "session.deleted" }] }],
        audit: [auditOf(ctx, { verb: "session.deleted", target: { kind: "session", id: sessionId } })],
      }),
    );
    return true;
  });
  if (ended) await stopWork(ctx, sessionId);
  if (hard === "true") await eraseSession(ctx, sessionId);
}

/** Brings a session back that was put away; whoever writes in it again starts its agents anew. */
export async function restoreSession({ ctx, input: { sessionId } }: Call<SessionInput>): Promise<void> {
  authorize(ctx, "sessions:write", "member");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = await ctx.ports.sessions.head(viewer, sessionId);
  if (!session) throw notFound("session");
  requireOwner(session);
  if (!session.deleted) return;
  const at = ctx.now();
  await ctx.ports.store.commit({
    sessions: [{ id: sessionId, deletedAt: null, at }],
    feed: [{ sessionId, ownerId: session.ownerId, at, facts: [{ type: "session.restored" }] }],
    audit: [auditOf(ctx, { verb: "session.restored", target: { kind: "session", id: sessionId } })],
  });
}
