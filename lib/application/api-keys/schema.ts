import { z } from "zod";
import { label } from "../accounts/schema.ts";
import { SCOPES } from "../context.ts";
import { timeInput } from "../time-schema.ts";

const name = label("a name for the key", 100);

export const createApiKeyInput = z.strictObject({
  name,
  scopes: z
    .array(z.enum(SCOPES))
    .min(1, "Choose at least one scope.")
    .transform((scopes) => [...new Set(scopes)])
    .default([...SCOPES]),
  expiresAt: timeInput("Give a date and time in ISO 8601.").nullable().default(null),
});
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;

export const apiKeyInput = z.strictObject({ id: z.uuid() });
export type ApiKeyInput = z.output<typeof apiKeyInput>;

export const renameApiKeyInput = apiKeyInput.extend({ name });
export type RenameApiKeyInput = z.output<typeof renameApiKeyInput>;

export const listApiKeysInput = z.strictObject({
  of: z.enum(["me", "workspace"]).default("me").describe("`workspace`: everybody's, for admins"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListApiKeysInput = z.output<typeof listApiKeysInput>;

export const apiKeySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  owner: z.object({ userId: z.uuid(), name: z.string() }).describe("The person in whose name it acts"),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
});
export type ApiKeyView = z.output<typeof apiKeySchema>;

export const newApiKeySchema = apiKeySchema
  .omit({ owner: true })
  .extend({ key: z.string().describe("The key. It is shown only now.") });
export type NewApiKeyView = z.output<typeof newApiKeySchema>;
