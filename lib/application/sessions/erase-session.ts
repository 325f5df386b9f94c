import { DomainError } from "#lib/domain/errors.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import { ACCESS_CHANGED } from "../agents/access-changed.ts";
import { auditOf } from "../audit-of.ts";
import type { Context } from "../context.ts";
import { eraseFiles } from "../deletion/erase-files.ts";

/** What has been asked to stop does so within a second; who does not is fenced when its rows are gone. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;

/**
 * Deletes a session that was put away for good: messages, files, feed, and what agents remember of it. Stopped half-way
 * it is still put away, and the same again goes on.
 *
 * @throws `version_conflict` when it was restored in the meantime
 */
export async function eraseSession(ctx: Context, sessionId: string): Promise<void> {
  await workEnded(ctx, sessionId);
  await eraseFiles(ctx, { sessionId });
  const entry = auditOf(ctx, { verb: "session.erased", target: { kind: "session", id: sessionId } });
  if (!(await ctx.ports.deletions.eraseSession(sessionId, entry)))
    throw new DomainError("version_conflict", "The session was restored or deleted in the meantime. Look at it again.");
  ctx.ports.invalidations.publish(ACCESS_CHANGED, ctx.actor.userId);
}

/** Waits until nothing runs in the session, so that what was used is counted. */
async function workEnded(ctx: Context, sessionId: string): Promise<void> {
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const session = await ctx.ports.sessions.view(viewer, sessionId, 0);
    const works = session?.runs.some(({ status }) => isActiveRun(status)) || Object.keys(session?.turns ?? {}).length;
    if (!works) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
