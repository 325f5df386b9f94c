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
  const first = await deriveId(ctx.actor.userId, `first session in ${ctx.workspaceId}`);
  const { id } = await createSession({ ctx, input: { id: first } }).catch((error) => {
    if (errorCode(error) !== "already_exists") throw error;
    return createSession({ ctx, input: {} }); // that one was put away
  });
  return id;
}
