import { z } from "zod";
import type { ModelPrice } from "#lib/domain/llm/price.ts";

const name = z.string().trim().min(1, "Give it a name.").max(100);
const provider = z.string().min(1).max(50);
const model = z.string().trim().min(1, "Name the model.").max(200);
const apiKey = z
  .string()
  .trim()
  .min(1, "Enter the key, or leave it out.")
  .max(4000)
  .regex(/^[\x21-\x7e]+$/, "A key has no blanks or accented letters. Copy it again.");
/** zod runs every check of a text, also those after one that failed. */
const parsed = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);

const baseUrl = z
  .url({ protocol: /^https?$/, error: "Enter an address that starts with http:// or https://." })
  .max(2000)
  .refine((text) => !parsed(text)?.username && !parsed(text)?.password, "Put the key into its own field.")
  .refine((text) => !parsed(text)?.search && !parsed(text)?.hash, "Leave out what follows ? or #.")
  .transform((text) => text.replace(/\/+$/, ""));
const deployment = z
  .string()
  .trim()
  .min(1, "Enter the deployment's name.")
  .max(200)
  .regex(/^[\w.-]+$/, "A deployment's name has letters, digits, - _ and . only.");
const apiVersion = z
  .string()
  .trim()
  .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, "A version looks like 2024-10-21 or 2025-04-01-preview.");
const wire = z.string().min(1).max(50);
const scope = z.enum(["workspace", "user"]);

const perMillion = z
  .number("Enter a price as a number, such as 0.25.")
  .min(0, "A price is not below 0.")
  .max(1_000_000, "That is too much for a million tokens.");
/** US dollars per million tokens. */
export const priceSchema: z.ZodType<ModelPrice> = z.strictObject({
  input: perMillion,
  cachedInput: perMillion.optional(),
  cacheWrite: perMillion.optional(),
  output: perMillion,
});

/** What may be entered beside the model, each field by itself. Whether its provider takes it, the verb asks the registry. */
export const connectionFields = { apiKey, baseUrl, deployment, apiVersion, wire };

const connection = {
  provider,
  model,
  apiKey: apiKey.optional(),
  baseUrl: baseUrl.optional(),
  deployment: deployment.optional(),
  apiVersion: apiVersion.optional(),
  wire: wire.optional(),
};

/** With `test`, the model is asked for a word first, and nothing is stored when it does not answer. */
const test = z.boolean().optional();

export const createLlmConfigSchema = z.strictObject({
  name,
  ...connection,
  price: priceSchema.optional(),
  scope: scope.default("workspace"),
  isDefault: z.boolean().default(false),
  test,
});
export type CreateLlmConfigInput = z.infer<typeof createLlmConfigSchema>;

/** Only what is named changes; null takes a field away. */
export const updateLlmConfigSchema = z.strictObject({
  id: z.uuid(),
  name: name.optional(),
  model: model.optional(),
  apiKey: apiKey.nullable().optional(),
  baseUrl: baseUrl.nullable().optional(),
  deployment: deployment.nullable().optional(),
  apiVersion: apiVersion.nullable().optional(),
  wire: wire.nullable().optional(),
  price: priceSchema.nullable().optional(),
  isDefault: z.boolean().optional(),
  test,
});
export type UpdateLlmConfigInput = z.infer<typeof updateLlmConfigSchema>;

export const llmConfigIdSchema = z.strictObject({ id: z.uuid() });
export type LlmConfigIdInput = z.infer<typeof llmConfigIdSchema>;

/** A new key, stored when the model answers with it; forced, it is stored unasked. */
export const rotateLlmConfigSchema = z.strictObject({ id: z.uuid(), apiKey, force: z.boolean().optional() });
export type RotateLlmConfigInput = z.infer<typeof rotateLlmConfigSchema>;

/** All configs of a scope, in the order in which they step in for each other. */
export const reorderLlmConfigsSchema = z.strictObject({
  scope,
  ids: z.array(z.uuid()).min(1).max(200),
});
export type ReorderLlmConfigsInput = z.infer<typeof reorderLlmConfigsSchema>;

/** A connection to try before it is saved; with a stored config's id its key is used where none is entered. */
export const tryConnectionSchema = z.strictObject({ ...connection, id: z.uuid().optional() });
export type TryConnectionInput = z.infer<typeof tryConnectionSchema>;

/** The same without the model: which there are is what is asked. */
export const listModelsSchema = tryConnectionSchema.omit({ model: true });
export type ListModelsInput = z.infer<typeof listModelsSchema>;

/** A config as it is shown: never with its key. */
export interface LlmConfigView {
  id: string;
  name: string;
  provider: string;
  model: string;
  baseUrl: string | null;
  deployment: string | null;
  apiVersion: string | null;
  wire: string | null;
  /** As an admin has entered it; null: the provider's published one, where there is one. */
  price: ModelPrice | null;
  scope: "workspace" | "user";
  isDefault: boolean;
  keyHint: string | null;
  validatedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface ConnectionResult {
  ok: boolean;
  /** When it last worked. */
  validatedAt: string | null;
  error?: { code: string; message: string };
}

export interface OfferedModels {
  /** Names in alphabetical order; none where the provider cannot be asked. */
  models: string[];
}
