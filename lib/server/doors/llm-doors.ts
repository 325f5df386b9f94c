import { z } from "zod";
import { createLlmConfig } from "#lib/application/llm/create-config.ts";
import { deleteLlmConfig } from "#lib/application/llm/delete-config.ts";
import { listLlmConfigs } from "#lib/application/llm/list-configs.ts";
import { listModels } from "#lib/application/llm/list-models.ts";
import { reorderLlmConfigs } from "#lib/application/llm/reorder-configs.ts";
import { getResolverStats } from "#lib/application/llm/resolver-stats.ts";
import { rotateLlmConfig } from "#lib/application/llm/rotate-config.ts";
import {
  createLlmConfigSchema,
  listModelsSchema,
  llmConfigIdSchema,
  priceSchema,
  reorderLlmConfigsSchema,
  rotateLlmConfigSchema,
  tryConnectionSchema,
  updateLlmConfigSchema,
} from "#lib/application/llm/schema.ts";
import { testLlmConfig, tryConnection } from "#lib/application/llm/test-connection.ts";
import { updateLlmConfig } from "#lib/application/llm/update-config.ts";
import { door } from "./door.ts";

const nothing = z.strictObject({});

const llmConfig = z.object({
  id: z.uuid(),
  name: z.string(),
  provider: z.string(),
  model: z.string(),
  baseUrl: z.string().nullable(),
  deployment: z.string().nullable(),
  apiVersion: z.string().nullable(),
  wire: z.string().nullable(),
  price: priceSchema
    .nullable()
    .describe("US dollars per million tokens, as entered; null: the provider's published price"),
  scope: z.enum(["workspace", "user"]),
  isDefault: z.boolean(),
  keyHint: z.string().nullable(),
  validatedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const connectionResult = z.object({
  ok: z.boolean(),
  validatedAt: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});

/** Ways to reach a model: the workspace's and the caller's own. Keys go in and never come out. */
export const llmDoors = [
  door({
    method: "GET",
    path: "/api/llm-configs",
    summary: "The workspace's models and the caller's own",
    scope: "models:read",
    input: nothing,
    answer: z.object({ items: z.array(llmConfig) }),
    verb: listLlmConfigs,
  }),
  door({
    method: "POST",
    path: "/api/llm-configs",
    summary: "Connect a model",
    description:
      "With `test`, the model is asked for a word first: 422 `llm_config_invalid` says why it did not answer, and nothing is stored.",
    scope: "models:write",
    audit: "llm-config.created",
    input: createLlmConfigSchema,
    example: {
      name: "Our gateway",
      provider: "openai-compatible",
      model: "llama-3.3-70b",
      baseUrl: "https://models.example.com/v1",
      apiKey: "sk-secret",
      scope: "user",
    },
    answer: llmConfig,
    status: 201,
    creates: true,
    verb: createLlmConfig,
  }),
  door({
    method: "POST",
    path: "/api/llm-configs/try",
    summary: "Ask a model for a word before it is saved",
    description:
      "With the `id` of a stored config its key is used where none is given, for the server that it was entered for alone. Whoever hangs up ends the request.",
    scope: "models:write",
    input: tryConnectionSchema,
    example: { provider: "demo", model: "demo" },
    answer: connectionResult,
    verb: tryConnection,
  }),
  door({
    method: "POST",
    path: "/api/llm-configs/models",
    summary: "The models that a provider offers",
    description: "None where the provider cannot be asked. Fields as for `/try`, without the model.",
    scope: "models:write",
    input: listModelsSchema,
    example: { provider: "demo" },
    answer: z.object({ models: z.array(z.string()) }),
    verb: listModels,
  }),
  door({
    method: "GET",
    path: "/api/llm-configs/resolver-stats",
    summary: "How well this process's cache of models does",
    scope: "models:read",
    input: nothing,
    answer: z.object({
      size: z.number(),
      hits: z.number(),
      misses: z.number(),
      hitRate: z.number(),
      circuits: z
        .array(
          z.object({
            configId: z.uuid(),
            state: z.enum(["closed", "open", "half-open"]),
            failures: z.int(),
            openUntil: z.string().nullable(),
          }),
        )
        .describe("Models that have failed lately; an open one is asked again at `openUntil`"),
    }),
    verb: getResolverStats,
  }),
  door({
    method: "PUT",
    path: "/api/llm-configs/order",
    summary: "The order in which models step in for one that fails",
    scope: "models:write",
    audit: "llm-config.reordered",
    input: reorderLlmConfigsSchema,
    example: { scope: "user", ids: ["01990000-0000-7000-8000-000000000001"] },
    answer: z.object({ items: z.array(llmConfig) }),
    verb: reorderLlmConfigs,
  }),
  door({
    method: "PATCH",
    path: "/api/llm-configs/{id}",
    summary: "Change a model's name, key, address, price or default",
    description: "Only what is named changes; null takes a field away. `test` as when a model is connected.",
    scope: "models:write",
    audit: "llm-config.changed",
    input: updateLlmConfigSchema,
    example: { name: "Our new gateway" },
    answer: llmConfig,
    verb: updateLlmConfig,
  }),
  door({
    method: "DELETE",
    path: "/api/llm-configs/{id}",
    summary: "Disconnect a model",
    scope: "models:write",
    audit: "llm-config.deleted",
    input: llmConfigIdSchema,
    answer: null,
    verb: deleteLlmConfig,
  }),
  door({
    method: "POST",
    path: "/api/llm-configs/{id}/test",
    summary: "Ask a stored model for a word",
    description: "Whoever hangs up ends the request, and nothing is stored.",
    scope: "models:write",
    audit: "llm-config.tested",
    input: llmConfigIdSchema,
    answer: connectionResult,
    verb: testLlmConfig,
  }),
  door({
    method: "POST",
    path: "/api/llm-configs/{id}/rotate",
    summary: "Replace a model's key",
    description:
      "The model is asked for a word with the new key first: 422 `llm_config_invalid` says why it did not answer, and the old key stays. With `force` the new key is stored unasked.",
    scope: "models:write",
    audit: "llm-config.rotated",
    input: rotateLlmConfigSchema,
    example: { apiKey: "sk-new-secret", force: true },
    answer: llmConfig,
    verb: rotateLlmConfig,
  }),
];
