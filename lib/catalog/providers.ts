import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";
import { demoPrices, openAIPrices } from "./prices.ts";

/** The model of our own that follows rules; last in every choice and never a fallback for a real one. */
export const DEMO_PROVIDER = "demo";

/** Every provider that can be configured. A new one also gets its adapter in `lib/adapters/models/create-model.ts`. */
export const providers = {
  openai: {
    label: "OpenAI",
    description: "OpenAI's own models, with an API key of your account.",
    fields: { apiKey: "required", baseUrl: "optional" },
    defaultBaseUrl: "https://api.openai.com/v1",
    docsUrl: "https://platform.openai.com/api-keys",
    keyFormat: "sk-…",
    models: ["gpt-6.1-sol", "gpt-6.1-terra", "gpt-5.6", "gpt-5.4-mini", "gpt-4.1"],
    prices: openAIPrices,
  },
  "openai-compatible": {
    label: "OpenAI-compatible",
    description:
      "Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, OpenRouter, Groq, Mistral …",
    fields: { apiKey: "optional", baseUrl: "required" },
    docsUrl: "https://platform.openai.com/docs/api-reference/chat",
    keyFormat: "as the server gives it; many local servers need none",
    models: ["llama3.3", "qwen3", "mistral-small", "gpt-oss:20b"],
  },
  demo: {
    label: "Built-in demo",
    description: "No language model: it follows rules, so that the product can be tried without a key.",
    fields: { apiKey: "unused", baseUrl: "unused" },
    models: ["demo"],
    prices: demoPrices,
  },
} as const satisfies ProviderRegistry;

export type ProviderId = keyof typeof providers;
