import { estimateUsage } from "#lib/domain/budget/estimate.ts";
import { costOf } from "#lib/domain/llm/price.ts";
import type { Usage } from "#lib/domain/session/parts.ts";
import type { ModelCall, ModelCandidate, ModelUsage } from "../ports/models.ts";
import type { CountedCall } from "../ports/usage.ts";

/** What is heard of a call while it runs, so that it can be counted however it ends. */
export interface Heard {
  /** As the provider says it at the end; null where it has not, or never does. */
  usage: Usage | null;
  /** Of what it has written so far. */
  characters: number;
}

/** Who asks a model, and for what. */
export type Asking = Pick<
  CountedCall,
  "sourceId" | "source" | "iteration" | "attempt" | "workspaceId" | "userId" | "agent" | "sessionId"
>;

/** The row of a call that has ended, by what its provider said or by its length; null where it has used nothing. */
export function countCall(
  asking: Asking,
  { used, price }: Pick<ModelCandidate, "used" | "price">,
  { prompt }: Pick<ModelCall, "prompt">,
  heard: Heard,
  at: string,
): CountedCall | null {
  const said = heard.usage;
  if (!said && heard.characters === 0) return null;
  const usage = said ?? estimateUsage(JSON.stringify(prompt), heard.characters);
  const { configId, provider, model } = used;
  return {
    ...asking,
    ...{ configId, provider, model },
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens ?? 0,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens ?? 0,
    costMicros: price && costOf(usage, price),
    estimated: said === null,
    at,
  };
}

/** A provider's words for what was used; null where it says nothing. */
export function usageOf({ inputTokens, outputTokens }: ModelUsage): Usage | null {
  if (inputTokens.total === undefined && outputTokens.total === undefined) return null;
  return {
    inputTokens: inputTokens.total ?? 0,
    ...(inputTokens.cacheRead ? { cachedTokens: inputTokens.cacheRead } : {}),
    ...(inputTokens.cacheWrite ? { cacheWriteTokens: inputTokens.cacheWrite } : {}),
    outputTokens: outputTokens.total ?? 0,
    ...(outputTokens.reasoning ? { reasoningTokens: outputTokens.reasoning } : {}),
  };
}
