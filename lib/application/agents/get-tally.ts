import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { GetTallyInput } from "./schema.ts";

/** How often the probe has counted under a key in this workspace; there is no such thing where the probe is off. */
export async function getTally({ ctx, input }: Call<GetTallyInput>): Promise<{ count: number }> {
  authorize(ctx, "agents:read");
  if (!ctx.ports.catalog.findAgent("probe")) throw notFound("agent");
  return { count: await ctx.ports.agents.tally(ctx.workspaceId, input.key) };
}
