import { z } from "zod";
import type { JsonObject } from "#lib/domain/json.ts";

/** What a workflow's parameters look like. Free text is one field of it, `userPrompt`, never a prompt string. */
export type ParamsSchema<Params> = z.ZodType<Params>;

/** The same as JSON Schema, for forms, models' tools and other servers. */
export function paramsJsonSchema(params: ParamsSchema<object>): JsonObject {
  return z.toJSONSchema(params, { io: "input" }) as JsonObject;
}

const params = z.record(z.string(), z.json());

export const startWorkflowInput = z.strictObject({
  sessionId: z.uuid(),
  workflowType: z.string().min(1).max(100),
  params: params.default({}),
  conversationId: z.uuid().optional(),
  startedBySlug: z.string().max(100).optional(),
  runId: z.uuid().optional(),
});
export type StartWorkflowInput = z.input<typeof startWorkflowInput>;

export const runInput = z.strictObject({ runId: z.uuid() });
export type RunInput = z.input<typeof runInput>;

export const listRunsInput = z.strictObject({
  sessionId: z.uuid().optional(),
  type: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(500).optional(),
});
export type ListRunsInput = z.input<typeof listRunsInput>;
