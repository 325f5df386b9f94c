import type { ExistingAgent } from "#lib/domain/agent/state.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { stopAgentTurns } from "../turns/stop-agent-turns.ts";
import { findAgent, showAgent } from "./get-agent.ts";
import { handleCommand } from "./handle-command.ts";
import { archiveFacts, auditTarget } from "./session-facts.ts";
import type { ArchiveAgentInput } from "./session-schema.ts";

/**
 * Archives an agent, for its owner and other primaries: its owner's slug then means a fresh one, its history stays readable by its UUID. Turns that
 * run or wait end with its sessions.
 *
 * @throws `agent_has_active_session` unless those may be terminated, `agent_archived` when it was done before.
 */
export async function archiveAgent({ ctx, input }: Call<ArchiveAgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:write", "member");
  const { definition, loaded } = await findAgent(ctx, input.agent, "control");
  if (!loaded) throw notFound("agent");
  const agentId = loaded.state.id;
  const { reason = null, terminateActive } = input;
  const at = ctx.now();
  const command = { type: "archive", reason, terminateActive, by: ctx.actor.userId, at } as const;
  const archived = await handleCommand({
    ctx,
    input: {
      agentId,
      command,
      with: ({ before, state }) => ({
        ...archiveFacts(before as ExistingAgent, reason, at),
        audit: [auditOf(ctx, { verb: "agent.archived", target: auditTarget(state as ExistingAgent) })],
      }),
    },
  });
  await stopAgentTurns(ctx, agentId);
  return showAgent(ctx, definition, archived);
}
