import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { findApiKey } from "./find-api-key.ts";
import type { ApiKeyInput } from "./schema.ts";

/** Ends an API key and what is open with it at once: the caller's own, or for an admin any of the workspace. */
export async function revokeApiKey({ ctx, input }: Call<ApiKeyInput>): Promise<void> {
  authorize(ctx, "workspace:write");
  const { workspaceId } = ctx;
  const { id, name, hint, owner } = await findApiKey(ctx, input.id);
  const revoked = await ctx.ports.apiKeys.revoke(
    { id, workspaceId, at: ctx.now() },
    auditOf(ctx, {
      verb: "api-key.revoked",
      target: { kind: "api-key", id, name },
      before: { name, hint, userId: owner.userId },
    }),
  );
  if (!revoked) throw notFound("API key");
  ctx.ports.invalidations.publish(CREDENTIAL_ENDED, id);
}
