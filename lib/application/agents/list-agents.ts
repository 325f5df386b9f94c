import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AgentSummary } from "../ports/reads.ts";

/** The agents on which the caller has a role: their own, as a message or a change has made them, and others' living ones. */
export async function listAgents({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ items: AgentSummary[] }> {
  authorize(ctx, "agents:read");
  return { items: await ctx.ports.agents.list({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }) };
}
