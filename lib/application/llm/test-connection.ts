import { toModelError } from "#lib/domain/llm/model-error.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { ModelConnection } from "../ports/models.ts";
import { changeableConfig, checkProvider, keyPlace, viewerOf } from "./config-rules.ts";
import type { ConnectionResult, LlmConfigIdInput, TryConnectionInput } from "./schema.ts";

/** Asks a stored config's model for a word, and stores when it last answered. Errors: `llm_config_not_found`. */
export async function testLlmConfig({ ctx, input }: Call<LlmConfigIdInput>): Promise<ConnectionResult> {
  const row = await changeableConfig(ctx, input.id);
  const apiKey = row.keyCipher === null ? undefined : ctx.ports.secrets.open(row.keyCipher, keyPlace(row));
  const { provider, model, baseUrl } = row;
  const error = await failureOf(ctx, {
    provider,
    model,
    ...(apiKey ? { apiKey } : {}),
    ...(baseUrl ? { baseUrl } : {}),
  });
  const at = ctx.now();
  const validatedAt = error ? null : at;
  await ctx.ports.llmConfigs.update(viewerOf(ctx), row.id, { validatedAt }, at);
  // A model that works is left alone no longer.
  if (!error) ctx.ports.models.invalidate(ctx.workspaceId);
  return { ok: !error, validatedAt, ...(error ? { error } : {}) };
}

/** The same for a connection that is not saved yet. Errors: `llm_config_invalid`. */
export async function tryConnection({ ctx, input }: Call<TryConnectionInput>): Promise<ConnectionResult> {
  authorize(ctx, "models:write", "member");
  checkProvider(ctx.ports.providers, { ...input, hasKey: input.apiKey !== undefined });
  const { provider, model, apiKey, baseUrl } = input;
  const error = await failureOf(ctx, {
    provider,
    model,
    ...(apiKey ? { apiKey } : {}),
    ...(baseUrl ? { baseUrl } : {}),
  });
  return { ok: !error, validatedAt: error ? null : ctx.now(), ...(error ? { error } : {}) };
}

async function failureOf(ctx: Context, connection: ModelConnection): Promise<ConnectionResult["error"]> {
  try {
    await ctx.ports.createModel(connection).doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text: "Answer with the word OK." }] }],
      maxOutputTokens: 16,
    });
    return undefined;
  } catch (error) {
    const { code, message } = toModelError(error);
    return { code, message };
  }
}
