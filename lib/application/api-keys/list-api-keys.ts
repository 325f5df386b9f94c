import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";
import type { Page } from "../ports/reads.ts";
import type { ListApiKeysInput } from "./schema.ts";

/** The caller's own API keys in this workspace, or for an admin everybody's, newest first. */
export async function listApiKeys({ ctx, input }: Call<ListApiKeysInput>): Promise<Page<ApiKeySummary>> {
  const { of, ...page } = input;
  authorize(ctx, "workspace:read", of === "workspace" ? "admin" : "viewer");
  return ctx.ports.apiKeys.list(ctx.workspaceId, { ...page, userId: of === "workspace" ? null : ctx.actor.userId });
}
