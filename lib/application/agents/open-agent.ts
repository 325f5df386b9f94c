import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import { findAgent } from "./get-agent.ts";

/** The agent whose log is meant, for its primaries. Errors: `not_found`, also for one that was never used; `forbidden`. */
export async function openAgent(ctx: Context, agent: string) {
  const { loaded } = await findAgent(ctx, agent, "control");
  if (!loaded || loaded.state.status === "absent") throw notFound("agent");
  const { id: agentId, workspaceId, ownerId, slug } = loaded.state;
  return { agentId, workspaceId, ownerId, slug };
}
