import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { CREDENTIAL_ENDED } from "./credential-ended.ts";
import type { ApiKeyInput } from "./schema.ts";

/** Ends one of the caller's own API keys at once. */
export async function revokeApiKey({ ctx, input }: Call<ApiKeyInput>): Promise<void> {
  authorize(ctx, "workspace:write");
  const { workspaceId, actor } = ctx;
  const revoked = await ctx.ports.apiKeys.revoke({
    id: input.id,
    workspaceId,
    userId: actor.userId,
    at: ctx.now(),
  });
  if (!revoked) throw notFound("API key");
  ctx.ports.invalidations.publish(CREDENTIAL_ENDED, input.id);
}
