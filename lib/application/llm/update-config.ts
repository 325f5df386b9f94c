import { auditOf } from "../audit-of.ts";
import type { Call } from "../context.ts";
import type { LlmConfigPatch, LlmConfigRow } from "../ports/llm-configs.ts";
import {
  auditFacts,
  changeableConfig,
  checkProvider,
  configNotFound,
  connectionOf,
  givenFields,
  sealKey,
  targetOf,
  viewerOf,
  viewOf,
} from "./config-rules.ts";
import type { LlmConfigView, UpdateLlmConfigInput } from "./schema.ts";
import { keyOfAnotherServer, originOf, requireAnswer } from "./test-connection.ts";

const FIELDS = ["name", "model", "baseUrl", "deployment", "apiVersion", "wire", "price", "isDefault"] as const;
/** A change of these makes another connection of it, which nobody has tried yet. */
const CONNECTION = ["model", "baseUrl", "deployment", "apiVersion", "wire"] as const;

/**
 * Changes what is named; with `test`, only when the model answers. A stored key is never sent to another server than the
 * one it was entered for: with a new address it must be entered again. Errors: `llm_config_not_found`, `llm_config_invalid`,
 * `version_conflict` when somebody else has changed it meanwhile.
 */
export async function updateLlmConfig({ ctx, input, signal }: Call<UpdateLlmConfigInput>): Promise<LlmConfigView> {
  const row = await changeableConfig(ctx, input.id);
  const changed = Object.fromEntries(
    FIELDS.flatMap((field) => (input[field] === undefined ? [] : [[field, input[field]]])),
  ) as LlmConfigPatch;
  const next: LlmConfigRow = { ...row, ...changed };
  const hasKey = input.apiKey === undefined ? row.keyCipher !== null : input.apiKey !== null;
  checkProvider(ctx.ports.providers, { ...next, apiKey: hasKey ? "given" : null });
  if (row.keyCipher !== null && input.apiKey === undefined && originOf(next.baseUrl) !== originOf(row.baseUrl))
    throw keyOfAnotherServer();
  if (input.test) {
    const { apiKey = connectionOf(row, ctx.ports.secrets).apiKey } = input;
    const { provider, model } = next;
    await requireAnswer(ctx, { provider, model, ...givenFields({ ...next, apiKey }) }, "model", signal);
  }
  const at = ctx.now();
  const reconnected = input.apiKey !== undefined || CONNECTION.some((field) => next[field] !== row[field]);
  const patch: LlmConfigPatch = {
    ...changed,
    ...(input.apiKey === undefined ? {} : keyOf(input.apiKey, (apiKey) => sealKey(ctx, row.id, apiKey))),
    ...(input.test ? { validatedAt: at } : reconnected ? { validatedAt: null } : {}),
  };
  const [before, after] = [auditFacts(row), auditFacts({ ...row, ...patch })];
  const audit = auditOf(ctx, { verb: "llm-config.changed", target: targetOf(next), before, after });
  const updated = await ctx.ports.llmConfigs.update(viewerOf(ctx), row, patch, at, audit);
  if (!updated) throw configNotFound();
  ctx.ports.models.invalidate(ctx.workspaceId);
  return viewOf(updated);
}

type Sealed = { keyCipher: string; keyHint: string };

const keyOf = (apiKey: string | null, seal: (apiKey: string) => Sealed): Partial<LlmConfigPatch> =>
  apiKey === null ? { keyCipher: null, keyHint: null } : seal(apiKey);
