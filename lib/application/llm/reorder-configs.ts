import { DomainError } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
import type { Call } from "../context.ts";
import { authorizeConfigChange, configNotFound, viewerOf } from "./config-rules.ts";
import { listLlmConfigs } from "./list-configs.ts";
import type { LlmConfigView, ReorderLlmConfigsInput } from "./schema.ts";

/**
 * Sets the order in which the configs of a scope step in for each other. Errors: `llm_config_not_found`,
 * `version_conflict` when they are not all named.
 */
export async function reorderLlmConfigs({
  ctx,
  input,
}: Call<ReorderLlmConfigsInput>): Promise<{ items: LlmConfigView[] }> {
  const ownerId = input.scope === "user" ? ctx.actor.userId : null;
  authorizeConfigChange(ctx, ownerId);
  const known = await ctx.ports.llmConfigs.list(viewerOf(ctx));
  const isKnown = (id: string): boolean => known.some((one) => one.id === id && one.ownerId === ownerId);
  if (!input.ids.every(isKnown)) throw configNotFound();
  const namesOf = (ids: readonly string[]) => ids.map((id) => known.find((one) => one.id === id)?.name ?? id);
  const stored = known.filter((one) => one.ownerId === ownerId).map(({ id }) => id);
  const audit = auditOf(ctx, {
    verb: "llm-config.reordered",
    target: { kind: "workspace", id: ctx.workspaceId },
    // Admins read the log, and a person's own models are nobody else's to see.
    ...(ownerId === null ? { before: { order: namesOf(stored) }, after: { order: namesOf(input.ids) } } : {}),
  });
  if (!(await ctx.ports.llmConfigs.reorder(ctx.workspaceId, ownerId, input.ids, audit)))
    throw new DomainError("version_conflict", "The models have changed in the meantime. Look at them again.");
  ctx.ports.models.invalidate(ctx.workspaceId);
  return listLlmConfigs({ ctx });
}
