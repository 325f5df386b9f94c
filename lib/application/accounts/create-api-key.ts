import { DomainError } from "#lib/domain/errors.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ApiKeySummary } from "../ports/api-keys.ts";
import type { CreateApiKeyInput } from "./schema.ts";

/**
 * Makes an API key in the caller's name; the key itself is in this answer only.
 *
 * @throws `insufficient_scope` when an API key asks for a scope that it does not have itself.
 */
export async function createApiKey({ ctx, input }: Call<CreateApiKeyInput>): Promise<ApiKeySummary & { key: string }> {
  authorize(ctx, "workspace:write", "member");
  for (const scope of input.scopes) authorize(ctx, scope);
  const createdAt = ctx.now();
  if (input.expiresAt !== null && Date.parse(input.expiresAt) <= Date.parse(createdAt))
    throw new DomainError("validation_failed", "The key would be expired at once.", {
      errors: [{ path: "expiresAt", message: "Give a time in the future." }],
    });
  const { token, hash, hint } = ctx.ports.tokens.create("tl_");
  const key = { id: ctx.newId(), name: input.name, hint, scopes: input.scopes, expiresAt: input.expiresAt };
  await ctx.ports.apiKeys.add({
    ...key,
    hash,
    workspaceId: ctx.workspaceId,
    userId: ctx.actor.userId,
    at: createdAt,
  });
  return { ...key, createdAt, lastUsedAt: null, key: token };
}
