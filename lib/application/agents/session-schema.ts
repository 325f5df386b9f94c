import { z } from "zod";
import { CLIENT_ACTION_KINDS } from "#lib/domain/session/client-action.ts";

const agent = z.string().min(1).max(100).describe("UUID of an agent, a slug, or an old conversation key");

export const sessionConfig = z.strictObject({
  temperature: z.number().min(0).max(2).optional().describe("How freely the model writes, where it knows that"),
  topP: z.number().gt(0).max(1).optional().describe("Nucleus sampling, where the model knows that"),
  maxOutputTokens: z.int().min(1).max(1_000_000).optional().describe("The longest answer of one call of the model"),
  tools: z.array(z.string().max(100)).max(50).optional().describe("The only tools of the agent that may be used"),
});

export const startSessionInput = z.strictObject({
  agent,
  systemPrompt: z
    .string()
    .trim()
    .min(1, "Write a prompt, or leave it out.")
    .max(20_000)
    .optional()
    .describe("Replaces the agent's system prompt in this conversation"),
  config: sessionConfig.optional().describe("Settings of this conversation"),
  modelId: z.uuid().optional().describe("The model configuration that answers where a message names none"),
  sessionId: z.uuid().optional().describe("One of the caller's sessions; without it a new one is made"),
});
export type StartSessionInput = z.output<typeof startSessionInput>;

export const currentSessionInput = z.strictObject({
  agent,
  sessionId: z.uuid().optional().describe("Without it, the active one with the latest activity"),
});
export type CurrentSessionInput = z.output<typeof currentSessionInput>;

export const completeCurrentSessionInput = currentSessionInput.extend({
  summary: z
    .string()
    .trim()
    .min(1, "Write what was concluded, or leave it out.")
    .max(2_000)
    .optional()
    .describe("What was concluded; without it a summary is written"),
});
export type CompleteCurrentSessionInput = z.output<typeof completeCurrentSessionInput>;

export const completedSessionSchema = z.object({
  agentId: z.uuid(),
  sessionId: z.uuid(),
  status: z.literal("completed"),
  endedAt: z.iso.datetime(),
  memoryId: z
    .uuid()
    .nullable()
    .describe("What the agent keeps of it, as soon as it is written; null when nothing was said"),
});
export type CompletedSession = z.output<typeof completedSessionSchema>;

export const listHistoryInput = z.strictObject({
  agent,
  status: z.enum(["active", "ended"]).optional().describe("Only those under way, or only those that have ended"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});
export type ListHistoryInput = z.output<typeof listHistoryInput>;

export const archiveAgentInput = z.strictObject({
  agent,
  reason: z.string().trim().min(1).max(500).optional(),
  terminateActive: z
    .boolean()
    .default(false)
    .describe("Ends its active sessions too; without it they refuse the archive"),
});
export type ArchiveAgentInput = z.output<typeof archiveAgentInput>;

export const clientActionSchema = z.object({
  id: z.string(),
  toolCallId: z.string(),
  kind: z.enum(CLIENT_ACTION_KINDS),
  prompt: z.string(),
  schema: z.record(z.string(), z.json()).describe("JSON Schema of the answer"),
  expiresAt: z.iso.datetime().nullable(),
});

const part = z.object({
  sessionId: z.uuid(),
  conversationId: z.uuid(),
  sessionType: z.string(),
  startedAt: z.iso.datetime(),
});

/** An agent's part in a session as the aggregate holds it. */
export const activePartSchema = part.extend({
  status: z.enum(["active", "asking", "suspended"]),
  pendingAction: clientActionSchema.nullable(),
  executionState: z
    .object({
      turnId: z.uuid(),
      snapshotMessageIds: z.array(z.string()),
      iteration: z.int(),
      toolCallsMade: z.int(),
      pendingToolCallId: z.string(),
      startedAt: z.iso.datetime(),
      suspendedAt: z.iso.datetime(),
    })
    .nullable()
    .describe("What the suspended turn needs to go on"),
  lastAnswer: z
    .object({ clientActionId: z.string(), toolCallId: z.string(), responderId: z.uuid(), response: z.json() })
    .nullable(),
});

export const endedPartSchema = part.extend({
  status: z.enum(["completed", "terminated"]),
  endedAt: z.iso.datetime(),
  summary: z.string().nullable().describe("What is remembered of it, for primaries; null when that was deleted"),
  reason: z.string().nullable(),
});

export const currentSessionSchema = z.object({
  sessionId: z.uuid(),
  conversationId: z.uuid(),
  agentId: z.uuid(),
  sessionType: z.string(),
  status: z.enum(["active", "asking", "suspended"]),
  startedAt: z.iso.datetime(),
  pendingAction: clientActionSchema.optional().describe("The question that waits for an answer"),
  streamUrl: z.string().describe("The session's events"),
});
export type CurrentSession = z.output<typeof currentSessionSchema>;

export const agentSessionSchema = z.object({
  sessionId: z.uuid(),
  conversationId: z.uuid(),
  sessionType: z.string(),
  title: z.string().nullable().describe("The session's; null also when it has been deleted"),
  status: z.enum(["active", "asking", "suspended", "completed", "terminated"]),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  summary: z.string().nullable(),
  reason: z.string().nullable().describe("Why it was terminated"),
  pendingAction: clientActionSchema.nullable(),
});
