import type { Call } from "../context.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import { authorizeConfigChange, checkProvider, sealKey, viewOf } from "./config-rules.ts";
import type { CreateLlmConfigInput, LlmConfigView } from "./schema.ts";

/** Stores a way to reach a model, its key sealed. Errors: `llm_config_invalid`. */
export async function createLlmConfig({ ctx, input }: Call<CreateLlmConfigInput>): Promise<LlmConfigView> {
  const ownerId = input.scope === "user" ? ctx.actor.userId : null;
  authorizeConfigChange(ctx, ownerId);
  checkProvider(ctx.ports.providers, { ...input, hasKey: input.apiKey !== undefined });
  const at = ctx.now();
  const id = ctx.newId();
  const key = input.apiKey === undefined ? { keyCipher: null, keyHint: null } : sealKey(ctx, id, input.apiKey);
  const { name, provider, model, isDefault } = input;
  const row: Omit<LlmConfigRow, "position"> = {
    id,
    workspaceId: ctx.workspaceId,
    ownerId,
    name,
    provider,
    model,
    baseUrl: input.baseUrl ?? null,
    ...key,
    isDefault,
    validatedAt: null,
    createdAt: at,
    updatedAt: at,
  };
  await ctx.ports.llmConfigs.insert(row);
  ctx.ports.models.invalidate(ctx.workspaceId);
  return viewOf({ ...row, position: 0 });
}
