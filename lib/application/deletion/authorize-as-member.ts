import type { Scope, WorkspaceRole } from "#lib/domain/access.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";

/**
 * Like `authorize`, by the role that one has as a member: also while the workspace waits to be deleted, when everybody
 * only reads. For what its owners must still be able to do then.
 */
export async function authorizeAsMember(ctx: Context, scope: Scope, atLeast: WorkspaceRole): Promise<void> {
  authorize(ctx, scope);
  const member = await ctx.ports.memberships.find(ctx.workspaceId, ctx.actor.userId);
  authorize({ ...ctx, role: member?.role ?? "viewer" }, scope, atLeast);
}
