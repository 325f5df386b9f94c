import { atLeast } from "#lib/domain/workspace/membership.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";

/** A key that the caller may change: one of their own, or for an admin any of the workspace. Error: `not_found` */
export async function findApiKey(ctx: Context, id: string): Promise<ApiKeySummary> {
  const found = await ctx.ports.apiKeys.find({ id, workspaceId: ctx.workspaceId });
  if (!found || (found.owner.userId !== ctx.actor.userId && !atLeast(ctx.role, "admin"))) throw notFound("API key");
  return found;
}
