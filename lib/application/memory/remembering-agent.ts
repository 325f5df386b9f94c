import { roleOn } from "#lib/domain/agent/state.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { findOwnAgent } from "../agents/get-agent.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";

/**
 * The id of the agent whose memories are asked for; null for one of the caller's own that was never used. Memories
 * are for the owner and other primaries alone: another role is `forbidden`, none at all `not_found`.
 */
export async function rememberingAgent(ctx: Context, agent: string): Promise<string | null> {
  if (ctx.ports.catalog.findAgent(agent)) return (await findOwnAgent(ctx, agent)).loaded?.state.id ?? null;
  const { state } = await ctx.ports.agents.load(agent, ctx.workspaceId);
  const role = state.status === "absent" ? null : roleOn(state, ctx.actor.userId);
  if (role === null) throw notFound("agent");
  if (role !== "primary")
    throw new DomainError("forbidden", `Only a primary of this agent sees its memory; your role is "${role}".`);
  return state.id;
}
