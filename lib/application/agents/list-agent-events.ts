import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import { findAgent, showAgent } from "./get-agent.ts";
import type { ListAgentEventsInput } from "./schema.ts";

/** An agent as it was: everything up to `version` had happened, and by `asOf` where a time was asked for. */
export interface AgentAtTime {
  asOf?: string;
  version: number;
  state: AgentDetail;
}

/** The event log of an agent, for its primaries, oldest first; with `asOf` or `atVersion` the state that it folds to there. */
export async function listAgentEvents({
  ctx,
  input,
}: Call<ListAgentEventsInput>): Promise<Page<RecordedAgentEvent> | AgentAtTime> {
  authorize(ctx, "agents:read");
  const { definition, loaded } = await findAgent(ctx, input.agent, "control");
  const { workspaceId } = ctx;
  const { asOf, atVersion } = input;
  if (asOf !== undefined || atVersion !== undefined) {
    const time = asOf && new Date(asOf).toISOString();
    const moment = time === undefined ? { version: atVersion ?? 0 } : { time };
    const past = loaded && (await ctx.ports.agents.loadAt(loaded.state.id, workspaceId, moment));
    // As its owner saw it: a primary of today sees the times before their role as well.
    const ownerId = loaded && loaded.state.status !== "absent" ? loaded.state.ownerId : ctx.actor.userId;
    const state = await showAgent(ctx, definition, past, ownerId);
    return { ...(time !== undefined && { asOf: time }), version: state.version, state };
  }
  if (!loaded) return { items: [], nextCursor: null };
  const { after, cursor, limit = 100 } = input;
  const page = { after: after ?? cursor ?? 0, limit: limit + 1 };
  const events = await ctx.ports.agents.events(loaded.state.id, workspaceId, page);
  const items = events.slice(0, limit);
  return { items, nextCursor: events.length > limit ? String(items.at(-1)?.version) : null };
}
