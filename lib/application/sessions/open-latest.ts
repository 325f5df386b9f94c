import { errorCode } from "#lib/domain/errors.ts";
import type { Call } from "../context.ts";
import { deriveId } from "../derive-id.ts";
import { createSession } from "./create-session.ts";
import { listSessions } from "./list-sessions.ts";

/**
 * Where a person left off: the latest session of their own, else one that is shared with them, else a first one, which
 * is the same however many pages ask for it at once. Null for a viewer with whom nothing is shared.
 */
export async function openLatest({ ctx }: Pick<Call<unknown>, "ctx">): Promise<string | null> {
  const { items } = await listSessions({ ctx, input: { limit: 30 } });
  const latest = items.find((one) => one.sharedBy === null) ?? items[0];
  if (latest) return latest.id;
  if (ctx.role === "viewer") return null;
  // Never the id of one that was deleted for good: a page that still shows it would take the new one for it.
  const { workspaceId } = ctx;
  const { userId } = ctx.actor;
  const [erased] = await ctx.ports.auditLog.lines(workspaceId, { verb: "session.erased", userId }, { limit: 1 });
  const first = await deriveId(userId, `first session in ${workspaceId} after ${erased?.sequence ?? 0}`);
  const { id } = await createSession({ ctx, input: { id: first } }).catch((error) => {
    if (errorCode(error) !== "already_exists") throw error;
    return createSession({ ctx, input: {} }); // that one was put away
  });
  return id;
}
