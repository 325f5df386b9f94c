import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { rememberingAgent } from "./remembering-agent.ts";
import type { MemoriesInput, MemoryInput } from "./schema.ts";

/** Makes an agent forget one session for good. Errors: not_found, forbidden. */
export async function deleteMemory({ ctx, input }: Call<MemoryInput>): Promise<void> {
  authorize(ctx, "agents:write", "member");
  const agentId = await rememberingAgent(ctx, input.agent);
  const deleted = agentId !== null && (await ctx.ports.memories.delete(agentId, input.memoryId));
  if (!deleted) throw notFound("memory");
}

/** Makes an agent forget all earlier sessions for good. Twice is as good as once. Errors: not_found, forbidden. */
export async function deleteMemories({ ctx, input }: Call<MemoriesInput>): Promise<void> {
  authorize(ctx, "agents:write", "member");
  const agentId = await rememberingAgent(ctx, input.agent);
  if (agentId !== null) await ctx.ports.memories.deleteAll(agentId);
}
