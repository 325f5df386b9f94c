import type { LanguageModel } from "#lib/application/ports/models.ts";

/**
 * A model whose package is loaded with its first call: each is some megabytes, and a process needs one or two of them.
 * Files go to it as bytes, never as addresses.
 */
export function loadLater(
  { provider, modelId }: Pick<LanguageModel, "provider" | "modelId">,
  load: () => Promise<LanguageModel>,
): LanguageModel {
  let loading: Promise<LanguageModel> | undefined;
  const loaded = (): Promise<LanguageModel> => {
    loading ??= load();
    return loading;
  };
  return {
    specificationVersion: "v4",
    provider,
    modelId,
    supportedUrls: {},
    doGenerate: async (call) => (await loaded()).doGenerate(call),
    doStream: async (call) => (await loaded()).doStream(call),
  };
}
