import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { AgentSessionEntry, Page } from "../ports/reads.ts";
import { findAgent } from "./get-agent.ts";
import type { ListHistoryInput } from "./session-schema.ts";

/** Every session an agent has taken part in, latest start first; an archived agent's by its UUID. */
export async function listHistory({ ctx, input }: Call<ListHistoryInput>): Promise<Page<AgentSessionEntry>> {
  authorize(ctx, "agents:read");
  const { agent, ...page } = input;
  const { loaded } = await findAgent(ctx, agent);
  return loaded ? ctx.ports.agents.history(loaded.state.id, page) : { items: [], nextCursor: null };
}
