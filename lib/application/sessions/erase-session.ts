import { DomainError } from "#lib/domain/errors.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import { ACCESS_CHANGED } from "../agents/access-changed.ts";
import { auditOf } from "../audit-of.ts";
import type { Context } from "../context.ts";
import { eraseBytes } from "../deletion/erase-bytes.ts";
import { SESSION_ERASED } from "./session-erased.ts";

/** What has been asked to stop does so within a second; who does not is fenced when its rows are gone. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 50;

/**
 * Deletes a session that was put away for good: messages, files, feed, and what agents remember of it. Until all of that
 * goes in one transaction it can be restored, and is as it was then; the bytes of files go last.
 *
 * @throws `version_conflict` when it was restored in the meantime
 */
export async function eraseSession(ctx: Context, sessionId: string): Promise<void> {
  await workEnded(ctx, sessionId);
  const entry = auditOf(ctx, { verb: "session.erased", target: { kind: "session", id: sessionId } });
  const done = await ctx.ports.deletions.eraseSession(sessionId, entry);
  if (done === "restored")
    throw new DomainError("version_conflict", "The session was restored in the meantime. Look at it again.");
  if (done === "erased") {
    ctx.ports.invalidations.publish(SESSION_ERASED, sessionId);
    ctx.ports.invalidations.publish(ACCESS_CHANGED, ctx.actor.userId);
  }
  // The session is gone by now: what does not go from the disk, upkeep tries again and says why.
  await eraseBytes(ctx).catch(() => {});
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
