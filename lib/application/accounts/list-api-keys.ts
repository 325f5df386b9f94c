import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";

/** The caller's own living API keys in this workspace, newest first. */
export async function listApiKeys({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: ApiKeySummary[] }> {
  authorize(ctx, "workspace:read");
  return { items: await ctx.ports.apiKeys.list(ctx.workspaceId, ctx.actor.userId) };
}
