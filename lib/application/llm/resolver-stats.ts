import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ResolverStats } from "../ports/models.ts";
import { viewerOf } from "./config-rules.ts";

/** How well this process's cache of resolved models does, and which models it leaves alone. */
export async function getResolverStats({ ctx }: Pick<Call<unknown>, "ctx">): Promise<ResolverStats> {
  authorize(ctx, "models:read", "admin");
  return ctx.ports.models.stats(viewerOf(ctx));
}
