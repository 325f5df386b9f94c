import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { StateEntryWrite } from "../ports/store.ts";
import type { SessionInput, StateKeyInput } from "./schema.ts";

/** What workflows and people have left in a session, without what has expired. */
export async function listState({ ctx, input }: Call<SessionInput>): Promise<{ items: StateEntryWrite[] }> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const [session, items] = await Promise.all([
    ctx.ports.sessions.head(viewer, input.sessionId),
    ctx.ports.sessions.stateEntries(viewer, input.sessionId),
  ]);
  if (!session || session.deleted) throw notFound("session");
  return { items };
}

/** One of them. */
export async function getState({ ctx, input }: Call<StateKeyInput>): Promise<StateEntryWrite> {
  authorize(ctx, "sessions:read");
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const entry = await ctx.ports.sessions.stateEntry(viewer, input.sessionId, input.key);
  if (!entry) throw notFound("state entry");
  return entry;
}
