import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { findAgent, showAgent } from "./get-agent.ts";
import { livingAgent } from "./get-or-create-agent.ts";
import { handleCommand } from "./handle-command.ts";
import type { UpdateAgentInput } from "./schema.ts";

/** Changes name, preferences or prompt of an agent whose primary the caller is; the first change makes one's own. */
export async function updateAgent({ ctx, input }: Call<UpdateAgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:write", "member");
  const { definition, loaded } = await findAgent(ctx, input.agent);
  const { name, preferences, systemPromptOverride } = input;
  const by = ctx.actor.userId;
  const at = ctx.now();
  const command: AgentCommand[] = [];
  if (name !== undefined || systemPromptOverride !== undefined)
    command.push({
      type: "update-profile",
      ...(name !== undefined && { name }),
      ...(systemPromptOverride !== undefined && { systemPromptOverride }),
      by,
      at,
    });
  if (preferences !== undefined) command.push({ type: "update-preferences", preferences, by, at });
  const agentId = loaded?.state.id ?? (await livingAgent(ctx, definition.slug));
  return showAgent(ctx, definition, await handleCommand({ ctx, input: { agentId, command } }));
}
