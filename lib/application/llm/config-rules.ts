import { DomainError, type FieldError } from "#lib/domain/errors.ts";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import type { LlmConfigView } from "./schema.ts";

type Connection = { provider: string; baseUrl?: string | null; hasKey: boolean };

/** Refuses an unknown provider and fields that it lacks or does not take (`llm_config_invalid`, with `details.errors`). */
export function checkProvider(providers: ProviderRegistry, { provider, baseUrl, hasKey }: Connection): void {
  const spec = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (!spec)
    throw invalid([
      {
        path: "provider",
        message: `There is no provider "${provider}". Choose one of: ${Object.keys(providers).join(", ")}.`,
      },
    ]);
  const errors: FieldError[] = [];
  for (const [path, label, given] of [
    ["apiKey", "API key", hasKey],
    ["baseUrl", "base URL", Boolean(baseUrl)],
  ] as const) {
    if (spec.fields[path] === "required" && !given) errors.push({ path, message: `${spec.label} needs the ${label}.` });
    if (spec.fields[path] === "unused" && given) errors.push({ path, message: `${spec.label} takes no ${label}.` });
  }
  if (errors.length > 0) throw invalid(errors);
}

export function invalid(errors: [FieldError, ...FieldError[]] | FieldError[]): DomainError {
  return new DomainError("llm_config_invalid", errors.map((error) => error.message).join(" "), { errors });
}

/** A shared config is an admin's to change, one's own a member's. */
export function authorizeConfigChange(ctx: Context, ownerId: string | null): void {
  authorize(ctx, "models:write", ownerId === null ? "admin" : "member");
}

/** The stored config of this id that the caller may change. */
export async function changeableConfig(ctx: Context, id: string): Promise<LlmConfigRow> {
  authorize(ctx, "models:write", "member");
  const row = await ctx.ports.llmConfigs.find(viewerOf(ctx), id);
  if (!row) throw configNotFound();
  authorizeConfigChange(ctx, row.ownerId);
  return row;
}

export const configNotFound = (): DomainError =>
  new DomainError("llm_config_not_found", "There is no such model configuration.");

export const viewerOf = (ctx: Context) => ({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId });

/** Where a config's key is sealed to. */
export const keyPlace = (row: Pick<LlmConfigRow, "id" | "workspaceId">) => ({
  workspaceId: row.workspaceId,
  rowId: row.id,
  field: "apiKey",
});

/** Sealed key and the hint that is shown for it; of a short key nothing is shown. */
export function sealKey(ctx: Context, id: string, apiKey: string): { keyCipher: string; keyHint: string } {
  return {
    keyCipher: ctx.ports.secrets.seal(apiKey, keyPlace({ id, workspaceId: ctx.workspaceId })),
    keyHint: apiKey.length >= 12 ? `…${apiKey.slice(-4)}` : "…",
  };
}

export function viewOf(row: LlmConfigRow): LlmConfigView {
  const { id, name, provider, model, baseUrl, isDefault, keyHint, validatedAt, createdAt, updatedAt } = row;
  return {
    id,
    name,
    provider,
    model,
    baseUrl,
    scope: row.ownerId === null ? "workspace" : "user",
    isDefault,
    keyHint,
    validatedAt,
    createdAt,
    updatedAt,
  };
}
