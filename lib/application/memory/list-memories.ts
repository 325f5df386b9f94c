import type { Memory } from "#lib/domain/agent/memory.ts";
import { findAgent } from "../agents/get-agent.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Page } from "../ports/reads.ts";
import type { ListMemoriesInput } from "./schema.ts";

/** What an agent keeps of earlier sessions, newest first. Errors: not_found, forbidden. */
export async function listMemories({ ctx, input }: Call<ListMemoriesInput>): Promise<Page<Memory>> {
  authorize(ctx, "agents:read");
  const { agent, ...page } = input;
  const { loaded } = await findAgent(ctx, agent, "control");
  return loaded ? ctx.ports.memories.list(loaded.state.id, ctx.actor.userId, page) : { items: [], nextCursor: null };
}
