import { roleOn } from "#lib/domain/agent/state.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The slug that a path means: a definition's slug, one of its old conversation keys, or the UUID of an agent on which
 * the caller has a role.
 *
 * @throws `not_found`
 */
export async function resolveSlug(ctx: Context, agent: string): Promise<string> {
  const definition = ctx.ports.catalog.findAgent(agent);
  if (definition) return definition.slug;
  if (!UUID.test(agent)) throw notFound("agent");
  const { state } = await ctx.ports.agents.load(agent, ctx.workspaceId);
  if (state.status === "absent" || roleOn(state, ctx.actor.userId) === null) throw notFound("agent");
  return state.slug;
}
