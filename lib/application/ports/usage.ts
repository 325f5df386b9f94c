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
  inputTokens: number;
  /** Of the input: read from the provider's cache. */
  cachedTokens: number;
  outputTokens: number;
  /** Of the output. */
  reasoningTokens: number;
  /** Millionths of a US dollar; null where the model has no price. */
  costMicros: number | null;
  /** The provider did not say what was used. */
  estimated: boolean;
  at: string;
}
