import { estimateUsage, mayHaveRead, mayHaveWritten } from "#lib/domain/budget/estimate.ts";
import { costOf } from "#lib/domain/llm/price.ts";
import type { Usage } from "#lib/domain/session/parts.ts";
import type { ModelCall, ModelCandidate, ModelUsage } from "../ports/models.ts";
import type { CountedCall } from "../ports/usage.ts";

/** What is heard of a call while it runs, so that it can be counted however it ends. */
export interface Heard {
  /** As the provider says it at the end; null where it has not, never does, or says what cannot be. */
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
  { used, price, own }: Pick<ModelCandidate, "used" | "price" | "own">,
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
    ...{ configId, provider, model, ownModel: own },
    inputTokens: usage.inputTokens,
    cachedTokens: usage.cachedTokens ?? 0,
    outputTokens: usage.outputTokens,
    reasoningTokens: usage.reasoningTokens ?? 0,
    costMicros: price && costOf(usage, price),
    estimated: said === null,
    at,
  };
}

/**
 * A provider's words for what this call used; null where it says nothing, or what cannot be true: no count of theirs may
 * stop a commit, or cost more than the call was allowed to.
 */
export function usageOf(
  { inputTokens, outputTokens }: ModelUsage,
  { prompt, tools, maxOutputTokens }: Pick<ModelCall, "prompt" | "tools" | "maxOutputTokens">,
  characters: number,
): Usage | null {
  const [read, written] = [inputTokens.total, outputTokens.total];
  if (!read && !written) return null;
  if (!mayHaveRead(read ?? 0, () => JSON.stringify([prompt, tools]))) return null;
  if (!mayHaveWritten(written ?? 0, maxOutputTokens, characters)) return null;
  const usage: Usage = { inputTokens: read ?? 0, outputTokens: written ?? 0 };
  const { cacheRead, cacheWrite } = inputTokens;
  if (isPart(cacheRead, usage.inputTokens)) usage.cachedTokens = cacheRead;
  if (isPart(cacheWrite, usage.inputTokens)) usage.cacheWriteTokens = cacheWrite;
  if (isPart(outputTokens.reasoning, usage.outputTokens)) usage.reasoningTokens = outputTokens.reasoning;
  return usage;
}

/** Some of the whole; what is said wrongly of a part is left out. */
const isPart = (part: number | undefined, whole: number): part is number =>
  Number.isSafeInteger(part) && (part as number) > 0 && (part as number) <= whole;
