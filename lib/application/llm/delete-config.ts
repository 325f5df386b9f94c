import { auditOf } from "../audit-of.ts";
import type { Call } from "../context.ts";
import { auditFacts, changeableConfig, configNotFound, targetOf, viewerOf } from "./config-rules.ts";
import type { LlmConfigIdInput } from "./schema.ts";

/** Removes a config and its key. Turns that used it keep their record. Errors: `llm_config_not_found`. */
export async function deleteLlmConfig({ ctx, input }: Call<LlmConfigIdInput>): Promise<void> {
  const row = await changeableConfig(ctx, input.id);
  const audit = auditOf(ctx, {
    ...{ verb: "llm-config.deleted", target: targetOf(row), before: auditFacts(row) },
  });
  if (!(await ctx.ports.llmConfigs.delete(viewerOf(ctx), row.id, audit))) throw configNotFound();
  ctx.ports.models.invalidate(ctx.workspaceId);
}
