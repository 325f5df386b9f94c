import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";
import { anthropicPrices, demoPrices, openAIPrices } from "./prices.ts";

/** The model of our own that follows rules; last in every choice and never a fallback for a real one. */
export const DEMO_PROVIDER = "demo";

const RESPONSES = "Responses API";
const CHAT = "Chat completions";

/** Every provider that can be configured. A new one also gets its adapter in `lib/adapters/models/create-model.ts`. */
export const providers = {
  openai: {
    label: "OpenAI",
    description: "OpenAI's own models, with an API key of your account.",
    fields: { apiKey: "required", baseUrl: "optional", wire: "optional" },
    defaultBaseUrl: "https://api.openai.com/v1",
    examples: { apiKey: "sk-…" },
    wires: { responses: { label: RESPONSES }, chat: { label: CHAT } },
    docsUrl: "https://platform.openai.com/api-keys",
    listsModels: true,
    models: ["gpt-6.1-sol", "gpt-6.1-terra", "gpt-5.6", "gpt-5.4-mini", "gpt-4.1"],
    prices: openAIPrices,
  },
  azure: {
    label: "Azure OpenAI",
    description: "Models that are deployed in your Azure subscription: its endpoint, the deployment's name and a key.",
    fields: {
      apiKey: "required",
      baseUrl: "required",
      deployment: "required",
      apiVersion: "optional",
      wire: "optional",
    },
    examples: {
      baseUrl: "https://my-resource.openai.azure.com",
      deployment: "as you have named it in Azure",
      apiVersion: "2024-10-21",
    },
    wires: { responses: { label: RESPONSES, excludes: "apiVersion" }, chat: { label: CHAT } },
    docsUrl: "https://learn.microsoft.com/azure/ai-foundry/openai/how-to/create-resource",
    listsModels: false,
    models: ["gpt-5.4", "gpt-5.4-mini", "gpt-5", "gpt-4.1", "gpt-4o"],
    prices: openAIPrices,
  },
  anthropic: {
    label: "Anthropic",
    description: "The Claude models, with an API key of your account.",
    fields: { apiKey: "required", baseUrl: "optional" },
    defaultBaseUrl: "https://api.anthropic.com/v1",
    examples: { apiKey: "sk-ant-…" },
    docsUrl: "https://console.anthropic.com/settings/keys",
    listsModels: true,
    models: ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-sonnet-4-6", "claude-haiku-4-5"],
    prices: anthropicPrices,
  },
  "openai-compatible": {
    label: "OpenAI-compatible",
    description:
      "Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenRouter, Groq, Mistral …",
    fields: { apiKey: "optional", baseUrl: "required" },
    examples: {
      apiKey: "as the server gives it; many local servers need none",
      baseUrl: "http://localhost:11434/v1",
    },
    docsUrl: "https://platform.openai.com/docs/api-reference/chat",
    listsModels: true,
    models: ["llama3.3", "qwen3", "mistral-small", "gpt-oss:20b"],
  },
  demo: {
    label: "Built-in demo",
    description: "No language model: it follows rules, so that the product can be tried without a key.",
    fields: {},
    listsModels: false,
    models: ["demo"],
    prices: demoPrices,
  },
} as const satisfies ProviderRegistry;

export type ProviderId = keyof typeof providers;
