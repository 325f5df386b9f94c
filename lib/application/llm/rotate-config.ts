import { auditOf } from "../audit-of.ts";
import type { Call } from "../context.ts";
import {
  changeableConfig,
  checkProvider,
  configNotFound,
  connectionOf,
  sealKey,
  targetOf,
  viewerOf,
  viewOf,
} from "./config-rules.ts";
import type { LlmConfigView, RotateLlmConfigInput } from "./schema.ts";
import { requireAnswer } from "./test-connection.ts";

/**
 * Replaces a config's key. The model is asked with the new one first, and the old one stays when it does not answer,
 * unless forced. Errors: `llm_config_not_found`, `llm_config_invalid`, `version_conflict` when somebody else has changed it
 * meanwhile: the key was entered for the server that it had.
 */
export async function rotateLlmConfig({ ctx, input, signal }: Call<RotateLlmConfigInput>): Promise<LlmConfigView> {
  const row = await changeableConfig(ctx, input.id);
  const { apiKey, force = false } = input;
  checkProvider(ctx.ports.providers, { ...row, apiKey });
  if (!force) await requireAnswer(ctx, { ...connectionOf(row, ctx.ports.secrets), apiKey }, "apiKey", signal);
  const at = ctx.now();
  const patch = { ...sealKey(ctx, row.id, apiKey), validatedAt: force ? null : at };
  const audit = auditOf(ctx, { verb: "llm-config.rotated", target: targetOf(row), after: { tested: !force } });
  const updated = await ctx.ports.llmConfigs.update(viewerOf(ctx), row, patch, at, audit);
  if (!updated) throw configNotFound();
  ctx.ports.models.invalidate(ctx.workspaceId);
  return viewOf(updated);
}
