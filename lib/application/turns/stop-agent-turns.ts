import type { Context } from "../context.ts";
import { requestStop } from "./stop-turn.ts";

/** Asks every turn of an agent that has not ended to stop: in one session, or wherever it takes part. */
export async function stopAgentTurns(ctx: Context, agentId: string, sessionId?: string): Promise<void> {
  const turns = await ctx.ports.agents.activeTurns(agentId);
  const stopped = turns.filter((turn) => sessionId === undefined || turn.sessionId === sessionId);
  await Promise.all(stopped.map(({ turnId }) => requestStop(ctx, turnId)));
}
