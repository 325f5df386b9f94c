import { absentAgent } from "#lib/domain/agent/state.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { decideAgent } from "./record-events.ts";

/**
 * The id of the caller's living agent of a definition, made on first use and after an archive. Two at once get
 * the same one: only one can be living. Errors: not_found for a slug that the registry does not have.
 */
export async function getOrCreateAgent({ ctx, input }: Call<{ slug: string }>): Promise<string> {
  authorize(ctx, "sessions:write", "member");
  return livingAgent(ctx, input.slug);
}

/** The same for a verb that has authorised its caller. */
export async function livingAgent(ctx: Context, asked: string): Promise<string> {
  const definition = ctx.ports.catalog.findAgent(asked);
  if (!definition) throw notFound("agent");
  const { slug, name, agentType } = definition;
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };

  const living = await ctx.ports.agents.find(viewer, slug);
  if (living) return living;
  const loaded = { state: absentAgent(ctx.newId(), ctx.workspaceId), version: 0 };
  const append = decideAgent(ctx, loaded, [
    { type: "create", ownerId: viewer.userId, agentType, slug, name, at: ctx.now() },
  ]);
  if (!append) return loaded.state.id;
  try {
    await ctx.ports.store.commit({ agents: [append] });
    return append.agentId;
  } catch (error) {
    const winner = errorCode(error) === "version_conflict" ? await ctx.ports.agents.find(viewer, slug) : null;
    if (winner) return winner;
    throw error;
  }
}
