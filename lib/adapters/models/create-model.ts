import { createOpenAI } from "@ai-sdk/openai";
import type { CreateModel, LanguageModel, ModelConnection } from "#lib/application/ports/models.ts";
import { type ProviderId, providers } from "#lib/catalog/providers.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { createDemoModel } from "./demo/demo-model.ts";
import { createChatModel } from "./openai-chat/chat-model.ts";
import { adaptOpenAIRequest, needsResponsesApi } from "./openai-quirks.ts";
import type { ModelTimeouts } from "./watchdog.ts";
import { withTimeouts } from "./with-timeouts.ts";
import { withoutKey } from "./without-key.ts";

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
  const fetch = withoutKey(settings.fetch, connection.apiKey);
  return adapters[connection.provider as ProviderId](connection, { ...settings, fetch });
}

/** `createModel` with its settings filled in: the port that the application asks for. */
export const modelFactory =
  (settings: Settings): CreateModel =>
  (connection) =>
    createModel(connection, settings);

function chatCompletions(
  name: string,
  { model, apiKey, baseUrl = providers.openai.defaultBaseUrl }: ModelConnection,
  settings: Settings,
  transformRequestBody?: (body: Record<string, unknown>) => Record<string, unknown>,
): LanguageModel {
  return createChatModel({
    name,
    model,
    baseUrl,
    ...settings,
    ...(apiKey ? { apiKey } : {}),
    ...(transformRequestBody ? { transformRequestBody } : {}),
  });
}
