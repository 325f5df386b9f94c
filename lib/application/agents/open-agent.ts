import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import { findOwnAgent } from "./get-agent.ts";

/** Whose log is meant by a UUID, a slug or an old key. Error: `not_found`, also for one that was never used. */
export async function openAgent(ctx: Context, agent: string) {
  const { loaded } = await findOwnAgent(ctx, agent);
  if (!loaded || loaded.state.status === "absent") throw notFound("agent");
  const { id: agentId, workspaceId, ownerId, slug } = loaded.state;
  return { agentId, workspaceId, ownerId, slug };
}
