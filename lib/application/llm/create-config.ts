import { auditOf } from "../audit-of.ts";
import type { Call } from "../context.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import {
  auditFacts,
  authorizeConfigChange,
  checkProvider,
  givenFields,
  sealKey,
  targetOf,
  viewOf,
} from "./config-rules.ts";
import type { CreateLlmConfigInput, LlmConfigView } from "./schema.ts";
import { requireAnswer } from "./test-connection.ts";

/**
 * Stores a way to reach a model, its key sealed; with `test`, only when the model answers. Errors: `llm_config_invalid`.
 */
export async function createLlmConfig({ ctx, input, signal }: Call<CreateLlmConfigInput>): Promise<LlmConfigView> {
  const ownerId = input.scope === "user" ? ctx.actor.userId : null;
  authorizeConfigChange(ctx, ownerId);
  checkProvider(ctx.ports.providers, input);
  const { name, provider, model, isDefault, apiKey, price = null } = input;
  if (input.test) await requireAnswer(ctx, { provider, model, ...givenFields(input) }, "model", signal);
  const at = ctx.now();
  const id = ctx.newId();
  const { baseUrl = null, deployment = null, apiVersion = null, wire = null } = input;
  const row: Omit<LlmConfigRow, "position"> = {
    ...{ id, workspaceId: ctx.workspaceId, ownerId, name, provider, model },
    ...{ baseUrl, deployment, apiVersion, wire, price },
    ...(apiKey === undefined ? { keyCipher: null, keyHint: null } : sealKey(ctx, id, apiKey)),
    ...{ isDefault, validatedAt: input.test ? at : null, createdAt: at, updatedAt: at },
  };
  const audit = auditOf(ctx, { verb: "llm-config.created", target: targetOf(row), after: auditFacts(row) });
  await ctx.ports.llmConfigs.insert(row, audit);
  ctx.ports.models.invalidate(ctx.workspaceId);
  return viewOf(row);
}
