import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { CreateModel, LanguageModel, ModelConnection } from "#lib/application/ports/models.ts";
import { type ProviderId, providers } from "#lib/catalog/providers.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { createDemoModel } from "./demo/demo-model.ts";
import { adaptOpenAIRequest, needsResponsesApi } from "./openai-quirks.ts";
import type { ModelTimeouts } from "./watchdog.ts";
import { withTimeouts } from "./with-timeouts.ts";

type Settings = { fetch: typeof fetch; timeouts?: ModelTimeouts };

const adapters: Record<ProviderId, (connection: ModelConnection, settings: Settings) => LanguageModel> = {
  openai(connection, settings) {
    if (!needsResponsesApi(connection.model))
      return chatCompletions("openai", connection, settings, adaptOpenAIRequest);
    const { apiKey, baseUrl: baseURL = providers.openai.defaultBaseUrl } = connection;
    return withTimeouts(
      createOpenAI({ apiKey, baseURL, fetch: settings.fetch }).responses(connection.model),
      settings.timeouts,
    );
  },
  "openai-compatible": (connection, settings) => chatCompletions("openaiCompatible", connection, settings),
  demo: () => createDemoModel(),
};

/** Makes the model of a connection; every request goes through `settings.fetch`, the guarded one. Throws `llm_config_invalid`. */
export function createModel(connection: ModelConnection, settings: Settings): LanguageModel {
  if (!Object.hasOwn(adapters, connection.provider))
    throw new DomainError(
      "llm_config_invalid",
      `There is no provider "${connection.provider}". Choose one of: ${Object.keys(providers).join(", ")}.`,
    );
  return adapters[connection.provider as ProviderId](connection, settings);
}

/** `createModel` with its settings filled in: the port that the application asks for. */
export const modelFactory =
  (settings: Settings): CreateModel =>
  (connection) =>
    createModel(connection, settings);

function chatCompletions(
  name: string,
  connection: ModelConnection,
  settings: Settings,
  transformRequestBody?: (body: Record<string, unknown>) => Record<string, unknown>,
): LanguageModel {
  const baseURL = connection.baseUrl ?? providers.openai.defaultBaseUrl;
  const provider = createOpenAICompatible({
    name,
    baseURL,
    fetch: settings.fetch,
    includeUsage: true,
    ...(connection.apiKey ? { apiKey: connection.apiKey } : {}),
    ...(transformRequestBody ? { transformRequestBody } : {}),
  });
  return withTimeouts(provider.chatModel(connection.model), settings.timeouts);
}
