import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { ResolverStats } from "../ports/models.ts";

/** How well this process's cache of resolved models does. */
export async function getResolverStats({ ctx }: Pick<Call<unknown>, "ctx">): Promise<ResolverStats> {
  authorize(ctx, "workspace:read", "admin");
  return ctx.ports.models.stats();
}
