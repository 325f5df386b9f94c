import { z } from "zod";

const name = z.string().trim().min(1, "Give it a name.").max(100);
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
const scope = z.enum(["workspace", "user"]);

/** Whether a provider exists and which fields it takes, the verb checks against the registry. */
export const createLlmConfigSchema = z.strictObject({
  name,
  provider: z.string().min(1).max(50),
  model,
  apiKey: apiKey.optional(),
  baseUrl: baseUrl.optional(),
  scope: scope.default("workspace"),
  isDefault: z.boolean().default(false),
});
export type CreateLlmConfigInput = z.infer<typeof createLlmConfigSchema>;

/** Only what is named changes; null takes a key or address away. */
export const updateLlmConfigSchema = z.strictObject({
  id: z.uuid(),
  name: name.optional(),
  model: model.optional(),
  apiKey: apiKey.nullable().optional(),
  baseUrl: baseUrl.nullable().optional(),
  isDefault: z.boolean().optional(),
});
export type UpdateLlmConfigInput = z.infer<typeof updateLlmConfigSchema>;

export const llmConfigIdSchema = z.strictObject({ id: z.uuid() });
export type LlmConfigIdInput = z.infer<typeof llmConfigIdSchema>;

/** All configs of a scope, in the order in which they step in for each other. */
export const reorderLlmConfigsSchema = z.strictObject({
  scope,
  ids: z.array(z.uuid()).min(1).max(200),
});
export type ReorderLlmConfigsInput = z.infer<typeof reorderLlmConfigsSchema>;

/** A connection to try before it is saved. */
export const tryConnectionSchema = z.strictObject({
  provider: z.string().min(1).max(50),
  model,
  apiKey: apiKey.optional(),
  baseUrl: baseUrl.optional(),
});
export type TryConnectionInput = z.infer<typeof tryConnectionSchema>;

/** A config as it is shown: never with its key. */
export interface LlmConfigView {
  id: string;
  name: string;
  provider: string;
  model: string;
  baseUrl: string | null;
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
