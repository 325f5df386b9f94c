import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { HandoffPacket } from "#lib/domain/session/handoff.ts";
import type { OrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { StoredFile } from "../ports/reads.ts";
import type { ClaimedTurn } from "../ports/turns.ts";
import type { ToolOffer } from "../tools/tool.ts";

const HISTORY = 200;

/** Everything an answer depends on, as it is when the turn begins. */
export interface Situation extends ToolOffer {
  definition: AgentDefinition;
  systemPromptOverride: string | null;
  history: Message[];
  packet: HandoffPacket | null;
  files: readonly StoredFile[];
  orchestratorContext: OrchestratorContext;
}

export async function loadSituation(ctx: Context, turn: ClaimedTurn): Promise<Situation> {
  const { catalog, sessions, agents } = ctx.ports;
  const definition = catalog.findAgent(turn.slug);
  if (!definition) throw notFound("agent");
  const viewer = { workspaceId: turn.workspaceId, userId: turn.sessionOwnerId };
  const history = sessions.history(turn.conversationId, turn.userMessageId, HISTORY);
  const orchestratorContext = sessions.orchestratorContext(turn.sessionId);
  const base = { definition, history: await history, orchestratorContext: await orchestratorContext };
  // Code needs no prompt: what only a model is told is not read for it.
  if (definition.kind !== "context")
    return { ...base, targets: [], files: [], stateKeys: [], packet: null, systemPromptOverride: null };
  const [files, entries, packet, agent] = await Promise.all([
    sessions.files(viewer, turn.sessionId),
    sessions.stateEntries(viewer, turn.sessionId),
    sessions.packet(turn.conversationId),
    agents.load(turn.agentId, turn.workspaceId),
  ]);
  return {
    ...base,
    targets: definition.handsOffTo.flatMap((slug) => catalog.findAgent(slug) ?? []),
    files,
    stateKeys: entries.map((entry) => entry.key),
    packet,
    systemPromptOverride: agent.state.status === "absent" ? null : agent.state.systemPromptOverride,
  };
}
