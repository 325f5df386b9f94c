import type { Call } from "../context.ts";
import type { LlmConfigPatch, LlmConfigRow } from "../ports/llm-configs.ts";
import { changeableConfig, checkProvider, configNotFound, invalid, sealKey, viewerOf, viewOf } from "./config-rules.ts";
import type { LlmConfigView, UpdateLlmConfigInput } from "./schema.ts";

/**
 * Changes what is named. A stored key is never sent to another server than the one it was entered for: with a new
 * address it must be entered again. Errors: `llm_config_not_found`, `llm_config_invalid`.
 */
export async function updateLlmConfig({ ctx, input }: Call<UpdateLlmConfigInput>): Promise<LlmConfigView> {
  const row = await changeableConfig(ctx, input.id);
  const baseUrl = input.baseUrl === undefined ? row.baseUrl : input.baseUrl;
  const hasKey = input.apiKey === undefined ? row.keyCipher !== null : input.apiKey !== null;
  checkProvider(ctx.ports.providers, { provider: row.provider, baseUrl, hasKey });
  if (row.keyCipher !== null && input.apiKey === undefined && originOf(baseUrl) !== originOf(row.baseUrl))
    throw invalid([
      { path: "apiKey", message: "The key was entered for another server. Enter the key for the new address." },
    ]);

  const updated = await ctx.ports.llmConfigs.update(
    viewerOf(ctx),
    row.id,
    patchOf(row, input, (apiKey) => sealKey(ctx, row.id, apiKey)),
    ctx.now(),
  );
  if (!updated) throw configNotFound();
  ctx.ports.models.invalidate(ctx.workspaceId);
  return viewOf(updated);
}

function patchOf(
  row: LlmConfigRow,
  input: UpdateLlmConfigInput,
  seal: (apiKey: string) => { keyCipher: string; keyHint: string },
): LlmConfigPatch {
  const { name, model, baseUrl, isDefault, apiKey } = input;
  const key = apiKey === undefined ? {} : apiKey === null ? { keyCipher: null, keyHint: null } : seal(apiKey);
  const reconnected =
    apiKey !== undefined ||
    (model !== undefined && model !== row.model) ||
    (baseUrl !== undefined && baseUrl !== row.baseUrl);
  return {
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { model }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(isDefault === undefined ? {} : { isDefault }),
    ...key,
    ...(reconnected ? { validatedAt: null } : {}),
  };
}

function originOf(baseUrl: string | null): string {
  return baseUrl === null ? "" : new URL(baseUrl).origin;
}
