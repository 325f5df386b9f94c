import { mayManage } from "#lib/domain/workspace/membership.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";

/** A key that the caller may change: one of their own, or of somebody whose membership they manage. Error: `not_found` */
export async function findApiKey(ctx: Context, id: string): Promise<ApiKeySummary> {
  const found = await ctx.ports.apiKeys.find({ id, workspaceId: ctx.workspaceId });
  if (!found) throw notFound("API key");
  if (found.owner.userId === ctx.actor.userId) return found;
  const owner = await ctx.ports.memberships.find(ctx.workspaceId, found.owner.userId);
  if (!owner || !mayManage(ctx.role, owner.role)) throw notFound("API key");
  return found;
}
