import type { CreateModel, LanguageModel, ModelConnection } from "#lib/application/ports/models.ts";
import { type ProviderId, providers } from "#lib/catalog/providers.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { anthropicBaseUrl, anthropicOptions } from "./anthropic.ts";
import { azureEndpoint } from "./azure-url.ts";
import { createDemoModel } from "./demo/demo-model.ts";
import { loadLater } from "./load-later.ts";
import { createChatModel } from "./openai-chat/chat-model.ts";
import { adaptOpenAIRequest, isReasoningModel, needsResponsesApi } from "./openai-quirks.ts";
import { watchAnswers } from "./watch-answers.ts";
import type { ModelTimeouts } from "./watchdog.ts";
import { withOptions } from "./with-options.ts";
import { withTimeouts } from "./with-timeouts.ts";

type Settings = { fetch: typeof fetch; timeouts?: ModelTimeouts };
type Adapter = (connection: ModelConnection, settings: Settings) => LanguageModel;

const adapters: Record<ProviderId, Adapter> = {
  openai(connection, { fetch, timeouts }) {
    const { model, apiKey = "", baseUrl = providers.openai.defaultBaseUrl } = connection;
    if (wireOf(connection) === "chat")
      return createChatModel({
        ...{ name: "openai", model, baseUrl, fetch, headers: bearer(apiKey) },
        ...(timeouts && { timeouts }),
        transformRequestBody: adaptOpenAIRequest(model),
      });
    const responses = loadLater({ provider: "openai.responses", modelId: model }, async () => {
      const { createOpenAI } = await import("@ai-sdk/openai");
      return createOpenAI({ apiKey, baseURL: baseUrl, fetch }).responses(model);
    });
    return withTimeouts(withOptions(responses, { openai: { store: false } }), timeouts);
  },

  azure(connection, { fetch, timeouts }) {
    const { model, deployment = model, apiKey = "" } = connection;
    const endpoint = azureEndpoint({ ...connection, deployment });
    if (wireOf(connection) === "chat")
      return createChatModel({
        ...{ name: "azure", model: deployment, fetch, headers: { "api-key": apiKey }, ...endpoint },
        ...(timeouts && { timeouts }),
        transformRequestBody: adaptOpenAIRequest(model),
      });
    const responses = loadLater({ provider: "azure.responses", modelId: deployment }, async () => {
      const { createAzure } = await import("@ai-sdk/azure");
      return createAzure({ apiKey, baseURL: endpoint.baseUrl, fetch }).responses(deployment);
    });
    // A deployment's name does not tell what it is made of.
    const forceReasoning = isReasoningModel(model);
    return withTimeouts(withOptions(responses, { azure: { store: false, forceReasoning } }), timeouts);
  },

  anthropic({ model, apiKey = "", baseUrl }, { fetch, timeouts }) {
    const baseURL = anthropicBaseUrl(baseUrl);
    const messages = loadLater({ provider: "anthropic.messages", modelId: model }, async () => {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic({ apiKey, baseURL, fetch }).messages(model);
    });
    return withTimeouts(withOptions(messages, anthropicOptions(baseURL)), timeouts);
  },

  "openai-compatible": ({ model, apiKey, baseUrl = "" }, { fetch, timeouts }) =>
    createChatModel({
      ...{ name: "openaiCompatible", model, baseUrl, fetch, headers: apiKey ? bearer(apiKey) : {} },
      ...(timeouts && { timeouts }),
    }),

  demo: () => createDemoModel(),
};

/** Makes the model of a connection; every request goes through `settings.fetch`, the guarded one. Throws `llm_config_invalid`. */
export function createModel(connection: ModelConnection, settings: Settings): LanguageModel {
  if (!Object.hasOwn(adapters, connection.provider))
    throw new DomainError(
      "llm_config_invalid",
      `There is no provider "${connection.provider}". Choose one of: ${Object.keys(providers).join(", ")}.`,
    );
  const fetch = watchAnswers(settings.fetch, connection.apiKey);
  return adapters[connection.provider as ProviderId](connection, { ...settings, fetch });
}

/** `createModel` with its settings filled in: the port that the application asks for. */
export const modelFactory =
  (settings: Settings): CreateModel =>
  (connection) =>
    createModel(connection, settings);

/** What was chosen, else chat completions, which cost us least, unless the model is served by the other API alone. */
const wireOf = ({ wire, model }: ModelConnection): string => wire ?? (needsResponsesApi(model) ? "responses" : "chat");

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
