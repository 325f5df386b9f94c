import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import { type AgentDetail, agentDetail, findAgent } from "./get-agent.ts";
import { decideAgent } from "./record-events.ts";
import type { UpdateAgentInput } from "./schema.ts";

/** Changes name, preferences or prompt of an agent whose primary the caller is; the first change makes one's own. */
export async function updateAgent({ ctx, input }: Call<UpdateAgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:write", "member");
  return retryOnConflict(() => attempt(ctx, input));
}

async function attempt(ctx: Context, input: UpdateAgentInput): Promise<AgentDetail> {
  const { definition, loaded } = await findAgent(ctx, input.agent);
  const { slug, agentType } = definition;
  const { name, preferences, systemPromptOverride } = input;
  const by = ctx.actor.userId;
  const at = ctx.now();
  const commands: AgentCommand[] = [];
  if (!loaded) commands.push({ type: "create", ownerId: by, agentType, slug, name: definition.name, at });
  if (name !== undefined || systemPromptOverride !== undefined)
    commands.push({
      type: "update-profile",
      ...(name !== undefined && { name }),
      ...(systemPromptOverride !== undefined && { systemPromptOverride }),
      by,
      at,
    });
  if (preferences !== undefined) commands.push({ type: "update-preferences", preferences, by, at });
  const stream = loaded ?? { state: absentAgent(ctx.newId(), ctx.workspaceId), version: 0 };
  const append = decideAgent(ctx, stream, commands);
  if (!append) return agentDetail(definition, stream, by);
  await ctx.ports.store.commit({ agents: [append] });
  const version = append.expectedVersion + append.events.length;
  return agentDetail(definition, { state: append.state, version }, by);
}
