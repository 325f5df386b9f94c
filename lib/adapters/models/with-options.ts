import type { LanguageModel, ModelCall } from "#lib/application/ports/models.ts";

/** The same model, asked with these options of its provider in every call; a call's own come first. */
export function withOptions(model: LanguageModel, options: NonNullable<ModelCall["providerOptions"]>): LanguageModel {
  const given = (call: ModelCall): ModelCall => ({
    ...call,
    providerOptions: Object.fromEntries(
      [...new Set([...Object.keys(options), ...Object.keys(call.providerOptions ?? {})])].map((name) => [
        name,
        { ...options[name], ...call.providerOptions?.[name] },
      ]),
    ),
  });
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: (call) => model.doGenerate(given(call)),
    doStream: (call) => model.doStream(given(call)),
  };
}
