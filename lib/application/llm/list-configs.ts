import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { viewerOf, viewOf } from "./config-rules.ts";
import type { LlmConfigView } from "./schema.ts";

/** The workspace's configs and the caller's own, in the order in which they are tried. */
export async function listLlmConfigs({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: LlmConfigView[] }> {
  authorize(ctx, "models:read");
  return { items: (await ctx.ports.llmConfigs.list(viewerOf(ctx))).map(viewOf) };
}
