import { z } from "zod";
import { shownDraftSchema } from "../agents/draft-schema.ts";
import { openClientActionSchema } from "./view-schema.ts";

export const listInboxInput = z.strictObject({
  /** What waits of this agent alone. */
  agentId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional(),
});
export type ListInboxInput = z.output<typeof listInboxInput>;

const place = {
  sessionId: z.uuid(),
  sessionTitle: z.string().nullable(),
  agent: z.object({ slug: z.string(), name: z.string() }),
};

const inboxQuestionSchema = z.object({
  kind: z.literal("question"),
  ...place,
  action: openClientActionSchema,
  call: z
    .object({ tool: z.string(), input: z.json() })
    .nullable()
    .describe("The tool call that waits; of an approval, what would run"),
});

const inboxDraftSchema = z.object({
  kind: z.literal("draft"),
  ...place,
  agentId: z.uuid(),
  author: z.string().describe("The name of the mentee"),
  question: z.string().nullable().describe("What was asked, when the draft is an answer"),
  draft: shownDraftSchema,
});

export const inboxSchema = z.object({
  items: z.array(z.discriminatedUnion("kind", [inboxQuestionSchema, inboxDraftSchema])),
  nextCursor: z.string().nullable(),
  total: z.int().describe("All that wait, beyond this page too"),
});
export type InboxPage = z.output<typeof inboxSchema>;
export type InboxItem = InboxPage["items"][number];
