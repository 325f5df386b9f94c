import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { requireOwner } from "./require-access.ts";
import type { SessionInput } from "./schema.ts";

/** Puts a session away: it leaves the lists and can be restored. Twice is as good as once. */
export function deleteSession(call: Call<SessionInput>): Promise<void> {
  return setDeleted(call, true);
}

/** Brings a session back that was put away. */
export function restoreSession(call: Call<SessionInput>): Promise<void> {
  return setDeleted(call, false);
}

async function setDeleted({ ctx, input }: Call<SessionInput>, deleted: boolean): Promise<void> {
  authorize(ctx, "sessions:write", "member");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const session = await ctx.ports.sessions.head(viewer, input.sessionId);
  if (!session) throw notFound("session");
  requireOwner(session);
  if (session.deleted === deleted) return;
  const at = ctx.now();
  const { id: sessionId, ownerId } = session;
  await ctx.ports.store.commit({
    sessions: [{ id: sessionId, deletedAt: deleted ? at : null, at }],
    feed: [{ sessionId, ownerId, at, facts: [{ type: deleted ? "session.deleted" : "session.restored" }] }],
  });
}
