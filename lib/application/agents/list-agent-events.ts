import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import { findOwnAgent } from "./get-agent.ts";
import type { ListAgentEventsInput } from "./schema.ts";

/** The event log of the caller's own agent, oldest first. */
export async function listAgentEvents({ ctx, input }: Call<ListAgentEventsInput>): Promise<Page<RecordedAgentEvent>> {
  authorize(ctx, "agents:read");
  const { loaded } = await findOwnAgent(ctx, input.agent);
  if (!loaded) return { items: [], nextCursor: null };
  const { cursor, limit } = input;
  const events = await ctx.ports.agents.events(loaded.state.id, ctx.workspaceId, { after: cursor, limit: limit + 1 });
  const items = events.slice(0, limit);
  return { items, nextCursor: events.length > limit ? String(items.at(-1)?.version) : null };
}
