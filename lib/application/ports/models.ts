// biome-ignore lint/style/noRestrictedImports: types alone; the AI SDK's provider interface IS our port to models.
import type * as provider from "@ai-sdk/provider";
import type { CircuitState } from "#lib/domain/circuit.ts";
import type { ErrorCode } from "#lib/domain/errors.ts";
import type { Chain } from "#lib/domain/llm/attempts.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import type { ModelConnection } from "#lib/domain/llm/provider.ts";
import type { ModelUsed } from "#lib/domain/session/parts.ts";
import type { Viewer } from "./reads.ts";

export type { ModelConnection } from "#lib/domain/llm/provider.ts";

/** A model behind any provider: `doStream` for turns, `doGenerate` for one-shot calls. */
export type LanguageModel = provider.LanguageModelV4;
export type ModelCall = provider.LanguageModelV4CallOptions;
export type ModelPrompt = provider.LanguageModelV4Prompt;
export type ModelMessage = provider.LanguageModelV4Message;
export type ModelTool = provider.LanguageModelV4FunctionTool;
export type ModelStreamPart = provider.LanguageModelV4StreamPart;
export type ModelUsage = provider.LanguageModelV4Usage;
export type ModelFinishReason = provider.LanguageModelV4FinishReason;

/**
 * Makes the model of a connection. Its failures, thrown or streamed as `error` parts, are DomainErrors whose
 * `details` hold what may help (`lib/domain/llm/model-error.ts` reads them); a stop rejects with the signal's reason.
 */
export type CreateModel = (connection: ModelConnection) => LanguageModel;

/** Asks a provider which models it offers. Its failures are those of a model; a stop rejects with its reason. */
export type ListModels = (connection: ModelConnection, stop?: AbortSignal) => Promise<string[]>;

/** One way to reach a model, out of a chain of them. */
export interface ModelCandidate {
  used: ModelUsed;
  /** What it costs; null: nobody knows, until an admin enters it. */
  price: ModelPrice | null;
  /** The person who asks has connected it for themselves: the workspace does not pay for it. */
  own: boolean;
  /** Opens it, once. Errors: `llm_config_invalid`, `secret_unreadable`. */
  open(): LanguageModel;
  /** Leave for one attempt. Error: `model_circuit_open` while it is left alone after many failures. */
  begin(): ModelAttempt;
}

/** What came of an attempt, for the circuit breaker of its config; said once. */
export interface ModelAttempt {
  /** The model has begun to answer. */
  answers(): void;
  succeeded(): void;
  failed(code: ErrorCode): void;
  /** It was ended from outside, which tells nothing of the model. */
  left(): void;
}

/** The model for a request, then those that step in when it fails. */
export type ModelChain = Chain<ModelCandidate>;

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
  /** Circuits that are not closed, of configs that the one who asks may use. */
  circuits: { configId: string; state: CircuitState; failures: number; openUntil: string | null }[];
}

export interface ModelResolver {
  /** The models for a person's request. Errors: `llm_config_not_found`, `llm_config_missing`. */
  resolve(request: ModelRequest): Promise<ModelChain>;
  /** Forgets a workspace's models here at once and on every other process. Called after a change has committed. */
  invalidate(workspaceId: string): void;
  stats(viewer: Viewer): ResolverStats;
  /** How many models are left alone now, whosever they are. */
  openCircuits(): number;
  close(): void;
}
