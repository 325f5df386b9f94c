import type { Context } from "../context.ts";
import { requestStop } from "./stop-turn.ts";

/** Tells whoever runs them of the turns that an end of the agent's parts has stopped: in one session, or wherever it takes part. */
export async function stopAgentTurns(ctx: Context, agentId: string, sessionId?: string): Promise<void> {
  const turns = await ctx.ports.agents.activeTurns(agentId);
  const stopped = turns.filter((turn) => sessionId === undefined || turn.sessionId === sessionId);
  await Promise.all(stopped.map(({ turnId }) => requestStop(ctx, turnId)));
}
