import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { stopAgentTurns } from "../turns/stop-agent-turns.ts";
import { agentDetail, findOwnAgent } from "./get-agent.ts";
import { handleCommand } from "./handle-command.ts";
import type { ArchiveAgentInput } from "./session-schema.ts";

/**
 * Archives the caller's agent: its slug then means a fresh one, its history stays readable by its UUID. Turns that
 * run or wait end with its sessions.
 *
 * @throws `agent_has_active_session` unless those may be terminated, `agent_archived` when it was done before.
 */
export async function archiveAgent({ ctx, input }: Call<ArchiveAgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:write", "member");
  const { definition, loaded } = await findOwnAgent(ctx, input.agent);
  if (!loaded) throw notFound("agent");
  const agentId = loaded.state.id;
  const { reason = null, terminateActive } = input;
  const command = { type: "archive", reason, terminateActive, at: ctx.now() } as const;
  const archived = await handleCommand({ ctx, input: { agentId, command } });
  await stopAgentTurns(ctx, agentId);
  return agentDetail(definition, archived, ctx.actor.userId);
}
