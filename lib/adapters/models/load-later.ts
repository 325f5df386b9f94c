import { loadOnce } from "#lib/adapters/load-once.ts";
import type { LanguageModel, ModelCall } from "#lib/application/ports/models.ts";
import { packageNotLoaded } from "#lib/domain/llm/model-error.ts";

/**
 * A model whose package is loaded with its first call: each is some megabytes, and a process needs one or two of them.
 * A load that fails is a failed attempt like any other, and a stop does not wait for it. Files go to the model as
 * bytes, never as addresses.
 */
export function loadLater(
  { provider, modelId }: Pick<LanguageModel, "provider" | "modelId">,
  load: () => Promise<LanguageModel>,
): LanguageModel {
  const loaded = loadOnce(load);
  const modelFor = ({ abortSignal }: ModelCall): Promise<LanguageModel> =>
    new Promise((resolve, reject) => {
      abortSignal?.throwIfAborted();
      const leave = (): void => reject(abortSignal?.reason);
      abortSignal?.addEventListener("abort", leave, { once: true });
      loaded()
        .then(resolve, (error) => reject(packageNotLoaded(error)))
        .finally(() => abortSignal?.removeEventListener("abort", leave));
    });
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    supportedUrls: {},
    doGenerate: async (call) => (await modelFor(call)).doGenerate(call),
    doStream: async (call) => (await modelFor(call)).doStream(call),
  };
}
