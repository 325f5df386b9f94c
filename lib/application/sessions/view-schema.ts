import { z } from "zod";
import { AGENT_ROLES } from "#lib/domain/agent/state.ts";
import { shownDraftSchema } from "../agents/draft-schema.ts";
import { clientActionSchema } from "../agents/session-schema.ts";
import { pauseSchema } from "../budgets/schema.ts";
import { runSchema } from "../workflows/run-schema.ts";
import { handoffSchema, messageSchema, receiptSchema } from "./message-schema.ts";
import { archived, orchestratorContextSchema, sessionStatus } from "./schema.ts";

const at = z.iso.datetime();

export const openClientActionSchema = clientActionSchema.extend({
  conversationId: z.uuid(),
  turnId: z.uuid(),
  agentId: z.uuid(),
  requestedAt: at,
});

/** A whole session up to `feedSequence`: what the dashboard shows first. */
export const sessionViewSchema = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  title: z.string().nullable(),
  subject: z.string().nullable(),
  status: sessionStatus,
  deleted: z.boolean(),
  feedSequence: z.int().describe("Follow the session's events after it"),
  conversations: z.record(
    z.string(),
    z.object({
      conversationId: z.uuid(),
      agentId: z.uuid(),
      slug: z.string(),
      messageCount: z.int(),
      lastMessageAt: at.nullable(),
      archived,
    }),
  ),
  messages: z.record(z.string(), z.array(messageSchema)).describe("The newest of each conversation, by its id"),
  olderCursor: z.record(z.string(), z.string().nullable()).describe("`before` of the page with older messages"),
  turns: z.record(
    z.string(),
    z.object({
      turnId: z.uuid(),
      conversationId: z.uuid(),
      epoch: z.int(),
      status: z.enum(["accepted", "running", "suspended", "paused"]),
      pause: pauseSchema.optional().describe("Why it is paused"),
      failure: receiptSchema.optional().describe("The attempt that failed last, until the next one writes"),
    }),
  ),
  clientActions: z.record(z.string(), openClientActionSchema).describe("Questions that wait for an answer"),
  drafts: z.array(shownDraftSchema).describe("What mentees want to say"),
  roles: z
    .record(z.string(), z.enum(AGENT_ROLES))
    .nullable()
    .describe("The caller's roles by agent; null: it is their own session"),
  people: z.record(z.string(), z.string()).describe("Names by id: the owner, and who has or had a role here"),
  runs: z.array(runSchema),
  handoffs: z.array(handoffSchema),
  stateKeys: z.array(z.string()),
  orchestratorContext: orchestratorContextSchema,
  metadata: z.record(z.string(), z.json()),
  createdAt: at,
  updatedAt: at,
  lastActivityAt: at,
  completedAt: at.nullable(),
  expiresAt: at.nullable(),
});
