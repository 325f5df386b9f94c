import { DomainError } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { CreateApiKeyInput, NewApiKeyView } from "./schema.ts";

/**
 * Makes an API key in the caller's name; the key itself is in this answer only. What a key makes can do no more than
 * the key itself, and for no longer.
 *
 * @throws `insufficient_scope`, `validation_failed`
 */
export async function createApiKey({ ctx, input }: Call<CreateApiKeyInput>): Promise<NewApiKeyView> {
  authorize(ctx, "workspace:write", "member");
  for (const scope of input.scopes) authorize(ctx, scope);
  const { workspaceId, actor } = ctx;
  const createdAt = ctx.now();
  const expiresAt = input.expiresAt && new Date(input.expiresAt).toISOString();
  if (expiresAt !== null && expiresAt <= createdAt)
    throw wrongEnd("The key would be expired at once.", "Give a time in the future.");
  const latest = await endOf(ctx);
  if (latest !== null && (expiresAt === null || expiresAt > latest))
    throw wrongEnd("A key makes none that lasts longer than itself.", `Give a time up to ${latest}.`);

  const { token, hash, hint } = ctx.ports.tokens.create("tl_");
  const key = { id: ctx.newId(), name: input.name, hint, scopes: input.scopes, expiresAt };
  const { id, name, scopes } = key;
  await ctx.ports.apiKeys.add(
    { ...key, hash, workspaceId, userId: actor.userId, at: createdAt },
    auditOf(ctx, {
      verb: "api-key.created",
      target: { kind: "api-key", id, name },
      after: { name, hint, scopes, expiresAt },
    }),
  );
  return { ...key, createdAt, lastUsedAt: null, key: token };
}

/** When the key that asks ends; null for people, and for keys that never do. */
async function endOf({ actor, workspaceId, ports }: Context): Promise<string | null> {
  if (actor.kind !== "apiKey") return null;
  return (await ports.apiKeys.find({ id: actor.keyId, workspaceId }))?.expiresAt ?? null;
}

const wrongEnd = (detail: string, message: string) =>
  new DomainError("validation_failed", `${detail} ${message}`, { errors: [{ path: "expiresAt", message }] });
