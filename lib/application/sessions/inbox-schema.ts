import { z } from "zod";
import { openClientActionSchema } from "./view-schema.ts";

export const listInboxInput = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional(),
});
export type ListInboxInput = z.output<typeof listInboxInput>;

export const inboxItemSchema = z.object({
  kind: z.literal("question"),
  sessionId: z.uuid(),
  sessionTitle: z.string().nullable(),
  agent: z.object({ slug: z.string(), name: z.string() }),
  action: openClientActionSchema,
  call: z
    .object({ tool: z.string(), input: z.json() })
    .nullable()
    .describe("The tool call that waits; of an approval, what would run"),
});

export const inboxSchema = z.object({
  items: z.array(inboxItemSchema),
  nextCursor: z.string().nullable(),
  total: z.int().describe("All that wait, beyond this page too"),
});
