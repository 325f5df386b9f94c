import { may } from "#lib/domain/agent/rights.ts";
import { roleOn } from "#lib/domain/agent/state.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AgentSessionEntry, Page } from "../ports/reads.ts";
import { findAgent } from "./get-agent.ts";
import type { ListHistoryInput } from "./session-schema.ts";

/**
 * Every session an agent has taken part in, latest start first; an archived agent's by its UUID. What was concluded is
 * memory, which primaries alone see.
 */
export async function listHistory({ ctx, input }: Call<ListHistoryInput>): Promise<Page<AgentSessionEntry>> {
  authorize(ctx, "agents:read");
  const { agent, ...page } = input;
  const { loaded } = await findAgent(ctx, agent);
  if (!loaded || loaded.state.status === "absent") return { items: [], nextCursor: null };
  const history = await ctx.ports.agents.history(loaded.state.id, ctx.actor.userId, page);
  if (may(roleOn(loaded.state, ctx.actor.userId), "control")) return history;
  return { ...history, items: history.items.map((entry) => ({ ...entry, summary: null })) };
}
