// biome-ignore lint/style/noRestrictedImports: types alone; the AI SDK's provider interface IS our port to models.
import type * as provider from "@ai-sdk/provider";
import type { ModelUsed } from "#lib/domain/session/parts.ts";

/** A model behind any provider: `doStream` for turns, `doGenerate` for one-shot calls. */
export type LanguageModel = provider.LanguageModelV4;
export type ModelCall = provider.LanguageModelV4CallOptions;
export type ModelPrompt = provider.LanguageModelV4Prompt;
export type ModelMessage = provider.LanguageModelV4Message;
export type ModelTool = provider.LanguageModelV4FunctionTool;
export type ModelStreamPart = provider.LanguageModelV4StreamPart;
export type ModelUsage = provider.LanguageModelV4Usage;
export type ModelFinishReason = provider.LanguageModelV4FinishReason;

/** All that is needed to reach a model; the key in the clear, so it never leaves memory. */
export type ModelConnection = { provider: string; model: string; apiKey?: string; baseUrl?: string };

/**
 * Makes the model of a connection. Its failures, thrown or streamed as `error` parts, are DomainErrors whose
 * `details` hold `retryable` and `retryAfterMs` (`lib/domain/llm/model-error.ts` reads them); a stop rejects with the signal's reason.
 */
export type CreateModel = (connection: ModelConnection) => LanguageModel;

/** Which config a model came from, and the model to call. */
export interface ResolvedModel {
  model: LanguageModel;
  used: ModelUsed;
}

export interface ModelRequest {
  workspaceId: string;
  userId: string;
  /** The config that was asked for; without one the defaults decide. */
  configId: string | null;
}

export interface ResolverStats {
  size: number;
  hits: number;
  misses: number;
  /** 0 to 1; 0 before the first request. */
  hitRate: number;
}

export interface ModelResolver {
  /** The model for a person's request. Errors: `llm_config_not_found`, `llm_config_missing`, `secret_unreadable`. */
  resolve(request: ModelRequest): Promise<ResolvedModel>;
  /** Forgets a workspace's models here at once and on every other process. Called after a change has committed. */
  invalidate(workspaceId: string): void;
  stats(): ResolverStats;
  close(): void;
}
