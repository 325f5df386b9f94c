import type { Call } from "../context.ts";
import type { SessionInput } from "../sessions/schema.ts";

/**
 * The other workspace in which a session of the caller's own is: for somebody who has switched, or follows a link.
 * Null for everything else, and for API keys, which know of no workspace but theirs.
 */
export async function findSessionsWorkspace({ ctx, input }: Call<SessionInput>): Promise<string | null> {
  if (ctx.actor.kind !== "user") return null;
  const workspaceId = await ctx.ports.workspaces.ofSession(ctx.actor.userId, input.sessionId);
  return workspaceId === ctx.workspaceId ? null : workspaceId;
}
