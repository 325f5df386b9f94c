/** What one call of a model used: written in the commit of the work that it was for, once for each attempt. */
export interface CountedCall {
  /** The turn or the memory that asked. */
  sourceId: string;
  source: "turn" | "memory";
  /** The answer that was asked for, from 0, and the attempt at it, from 0. */
  iteration: number;
  attempt: number;
  workspaceId: string;
  userId: string;
  /** The agent's slug. */
  agent: string;
  sessionId: string;
  configId: string | null;
  provider: string;
  model: string;
  /** The person has connected it for themselves: no budget but theirs counts it. */
  ownModel: boolean;
  inputTokens: number;
  /** Of the input: read from the provider's cache. */
  cachedTokens: number;
  outputTokens: number;
  /** Of the output. */
  reasoningTokens: number;
  /** Millionths of a US dollar; null where the model has no price. */
  costMicros: number | null;
  /** The provider did not say what was used, or said what cannot be. */
  estimated: boolean;
  at: string;
}

/** Figures of calls together. */
export interface UsageFigures {
  calls: number;
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  costMicros: number;
  /** Of the cost: for models that people have connected for themselves. */
  ownCostMicros: number;
  unpricedCalls: number;
}

export type UsageKey = "day" | "agent" | "model" | "person";

/** Figures of a group: what it has in common, by key, under the names of that moment where there are such. */
export interface UsageRow extends UsageFigures {
  keys: Partial<Record<UsageKey, string>>;
  personName: string | null;
}

export interface UsageReads {
  /** Calls from the first day to the last one (in UTC), grouped; of one person where one is named. */
  sum(
    workspaceId: string,
    query: { from: string; to: string; userId: string | null; by: readonly UsageKey[] },
  ): Promise<UsageRow[]>;
}
