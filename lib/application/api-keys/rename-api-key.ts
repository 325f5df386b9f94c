import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";
import { findApiKey } from "./find-api-key.ts";
import type { RenameApiKeyInput } from "./schema.ts";

/** Gives an API key another name: the caller's own, or for an admin any of the workspace. */
export async function renameApiKey({ ctx, input }: Call<RenameApiKeyInput>): Promise<ApiKeySummary> {
  authorize(ctx, "workspace:write", "member");
  const { workspaceId } = ctx;
  const key = await findApiKey(ctx, input.id);
  const { id, name } = input;
  const renamed = await ctx.ports.apiKeys.rename(
    { id, workspaceId, name },
    auditOf(ctx, {
      verb: "api-key.changed",
      target: { kind: "api-key", id, name },
      before: { name: key.name },
      after: { name },
    }),
  );
  if (!renamed) throw notFound("API key");
  return { ...key, name };
}
