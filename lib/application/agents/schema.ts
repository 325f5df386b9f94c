import { z } from "zod";

export const agentInput = z.strictObject({
  /** UUID of an agent of the caller's own, a slug, or an old conversation key. */
  agent: z.string().min(1).max(100),
});
export type AgentInput = z.output<typeof agentInput>;

export const updateAgentInput = z
  .strictObject({
    agent: z.string().min(1).max(100),
    name: z.string().trim().min(1, "Give it a name.").max(100).optional(),
    /** A merge patch: null takes an entry away. */
    preferences: z.record(z.string().max(100), z.json()).optional(),
    /** Replaces the definition's system prompt; null goes back to it. */
    systemPromptOverride: z.string().max(20_000).nullable().optional(),
  })
  .refine(
    ({ name, preferences, systemPromptOverride }) => (name ?? preferences ?? systemPromptOverride) !== undefined,
    "Name what to change: name, preferences or systemPromptOverride.",
  );
export type UpdateAgentInput = z.output<typeof updateAgentInput>;

export const listAgentEventsInput = z.strictObject({
  agent: z.string().min(1).max(100),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  /** The version of the last event that is known. */
  cursor: z.coerce.number().int().min(0).default(0),
});
export type ListAgentEventsInput = z.output<typeof listAgentEventsInput>;

/** CloudEvents 1.0 with our extensions. */
export const agentEventSchema = z.object({
  specversion: z.literal("1.0"),
  id: z.uuid(),
  source: z.string(),
  subject: z.string(),
  type: z.string(),
  time: z.string(),
  datacontenttype: z.literal("application/json"),
  correlationid: z.string(),
  causationid: z.string().nullable(),
  actor: z.string(),
  version: z.number().int(),
  data: z.unknown(),
});

export const agentSummarySchema = z.object({
  id: z.uuid(),
  slug: z.string(),
  agentType: z.string(),
  name: z.string(),
  status: z.enum(["active", "archived"]),
  totalSessions: z.number().int(),
  totalInteractions: z.number().int(),
  successfulCompletions: z.number().int(),
  createdAt: z.string(),
  lastInteractionAt: z.string().nullable(),
  preferences: z.record(z.string(), z.json()),
});

const part = z.object({
  sessionId: z.string(),
  conversationId: z.string(),
  sessionType: z.string(),
  status: z.string(),
  startedAt: z.string(),
});

export const agentDetailSchema = agentSummarySchema.extend({
  id: z.uuid().nullable().describe("Null until the first message to it, which makes it"),
  status: z.enum(["absent", "active", "archived"]),
  createdAt: z.string().nullable(),
  archivedAt: z.string().nullable(),
  archiveReason: z.string().nullable(),
  description: z.string(),
  systemPromptOverride: z.string().nullable(),
  assignments: z.array(
    z.object({ userId: z.string(), role: z.string(), assignedBy: z.string(), assignedAt: z.string() }),
  ),
  activeSessions: z.array(part),
  sessionHistory: z.array(part),
});

export const agentDefinitionSchema = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.string(),
  kind: z.string(),
  agentType: z.string(),
  routePaths: z.array(z.string()).readonly(),
});

export const agentRouteSchema = z.object({ path: z.string(), slug: z.string(), primary: z.boolean() });

export const getTallyInput = z.strictObject({ key: z.string().min(1).max(200) });
export type GetTallyInput = z.output<typeof getTallyInput>;

export const tallySchema = z.object({ count: z.number().int() });
