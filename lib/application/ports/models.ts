// biome-ignore lint/style/noRestrictedImports: types alone; the AI SDK's provider interface IS our port to models.
import type * as provider from "@ai-sdk/provider";

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
