import { DomainError, errorCode } from "#lib/domain/errors.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { getSession } from "./get-session.ts";
import type { CreateSessionInput, SessionDetail } from "./schema.ts";

/**
 * Opens an empty session of the caller's. With an id of the client's own, the same request again gives the same session.
 *
 * @throws `already_exists` when that id is someone else's.
 */
export async function createSession({ ctx, input }: Call<CreateSessionInput>): Promise<SessionDetail> {
  authorize(ctx, "sessions:write", "member");
  const { workspaceId, actor } = ctx;
  const sessionId = input.id ?? ctx.newId();
  const title = input.title ?? null;
  const at = ctx.now();
  try {
    await ctx.ports.store.commit({
      newSessions: [{ id: sessionId, workspaceId, ownerId: actor.userId, title, hidden: false, metadata: {}, at }],
      feed: [{ sessionId, ownerId: actor.userId, at, facts: [{ type: "session.created", title }] }],
    });
  } catch (error) {
    if (errorCode(error) !== "already_exists") throw error;
    const mine = await ctx.ports.sessions.head({ workspaceId, userId: actor.userId }, sessionId);
    if (!mine || mine.deleted || mine.access.kind !== "owner")
      throw new DomainError("already_exists", "This id is taken. Make a new one.");
  }
  return getSession({ ctx, input: { sessionId } });
}
