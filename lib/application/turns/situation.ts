import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { Briefing } from "../ports/reads.ts";
import type { ClaimedTurn } from "../ports/turns.ts";
import type { ToolOffer } from "../tools/tool.ts";

const HISTORY = 200;

/** Everything an answer depends on, as it is when the turn begins. */
export interface Situation extends ToolOffer, Omit<Briefing, "files" | "stateKeys" | "mayHandOffTo"> {
  definition: AgentDefinition;
  /** The date, ISO 8601: a model knows none. */
  today: string;
}

export async function loadSituation(ctx: Context, turn: ClaimedTurn): Promise<Situation> {
  const { catalog, sessions } = ctx.ports;
  const definition = catalog.findAgent(turn.slug);
  if (!definition) throw notFound("agent");
  const { sessionId, conversationId, agentId, userId, userMessageId: leafId } = turn;
  const briefing = await sessions.briefing({ sessionId, conversationId, agentId, leafId, userId }, HISTORY);
  const { settings, systemPromptOverride, mayHandOffTo } = briefing;
  const allowed = settings?.config.tools;
  return {
    ...briefing,
    today: ctx.now().slice(0, 10),
    systemPromptOverride: settings?.systemPrompt ?? systemPromptOverride,
    definition: allowed
      ? { ...definition, tools: definition.tools.filter((name) => allowed.includes(name)) }
      : definition,
    targets: definition.handsOffTo
      .filter((slug) => mayHandOffTo === null || mayHandOffTo.includes(slug))
      .flatMap((slug) => catalog.findAgent(slug) ?? []),
  };
}
