import { DomainError } from "#lib/domain/errors.ts";
import type { Context } from "../context.ts";

/** Refuses a config that the caller may not use, before anything is written: a foreign one does not exist. */
export async function requireConfig(ctx: Context, configId: string | undefined): Promise<void> {
  if (!configId) return;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  if (await ctx.ports.llmConfigs.find(viewer, configId)) return;
  throw new DomainError(
    "llm_config_not_found",
    "There is no such model configuration. Choose another one in Settings → Models, or leave it out.",
  );
}
