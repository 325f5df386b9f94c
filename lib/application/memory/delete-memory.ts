import { findAgent } from "../agents/get-agent.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { MemoriesInput, MemoryInput } from "./schema.ts";

/** Makes an agent forget one session for good. Errors: not_found, forbidden. */
export async function deleteMemory({ ctx, input }: Call<MemoryInput>): Promise<void> {
  authorize(ctx, "agents:write", "member");
  const { loaded } = await findAgent(ctx, input.agent, "control");
  const deleted = loaded && (await ctx.ports.memories.delete(loaded.state.id, input.memoryId));
  if (!deleted) throw notFound("memory");
}

/** Makes an agent forget all earlier sessions for good. Twice is as good as once. Errors: not_found, forbidden. */
export async function deleteMemories({ ctx, input }: Call<MemoriesInput>): Promise<void> {
  authorize(ctx, "agents:write", "member");
  const { loaded } = await findAgent(ctx, input.agent, "control");
  if (loaded) await ctx.ports.memories.deleteAll(loaded.state.id);
}
