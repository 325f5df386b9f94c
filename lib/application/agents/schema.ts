import { z } from "zod";
import { AGENT_CAPABILITIES, AGENT_CATEGORIES } from "#lib/domain/agent/definition.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { AGENT_ROLES } from "#lib/domain/agent/state.ts";
import { timeInput } from "../time-schema.ts";
import { activePartSchema, endedPartSchema } from "./session-schema.ts";

const agent = z.string().min(1).max(100).describe("UUID of an agent, a slug, or an old conversation key");

export const agentInput = z.strictObject({
  agent,
});
export type AgentInput = z.output<typeof agentInput>;

export const updateAgentInput = z
  .strictObject({
    agent,
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

const version = z.coerce.number().int().min(0).max(2_147_483_647);

export const listAgentEventsInput = z
  .strictObject({
    agent,
    limit: z.coerce.number().int().min(1).max(500).optional().describe("100 without it"),
    after: version.optional().describe("The version of the last event that is known"),
    cursor: version.optional().describe("The `nextCursor` of the page before: a version, as `after` is"),
    asOf: timeInput("Write a time as ISO 8601, such as 2026-11-21T10:00:00Z.")
      .optional()
      .describe("Answers with the agent's state at this time instead of a page of events"),
    atVersion: version.optional().describe("The same for the moment after the event of this version"),
  })
  .refine(
    ({ limit, after, cursor, asOf, atVersion }) =>
      [asOf, atVersion, after, cursor].filter((one) => one !== undefined).length < 2 &&
      ((asOf ?? atVersion) === undefined || limit === undefined),
    "Ask for a page (limit, and after or cursor) or for a state (asOf or atVersion), not for both.",
  );
export type ListAgentEventsInput = z.output<typeof listAgentEventsInput>;

export const respondInput = z.strictObject({
  agent,
  clientActionId: z.uuid(),
  toolCallId: z.string().min(1).max(500),
  response: z.json().describe("What the question's schema asks for"),
});
export type RespondInput = z.output<typeof respondInput>;

export const respondedSchema = z.object({
  clientActionId: z.uuid(),
  sessionId: z.uuid(),
  turnId: z.uuid(),
  status: z.literal("accepted"),
  feedSequence: z.number().int(),
});

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
  data: z
    .custom<RecordedAgentEvent["data"]>()
    .meta({ type: "object", description: "By type; ids, times and what was decided" }),
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
  preferences: z.record(z.string(), z.json()).describe("Empty for those who are not primary"),
  role: z.enum(AGENT_ROLES).describe("The caller's; the owner is primary"),
  ownerId: z.uuid(),
  ownerName: z.string(),
});

export const agentDetailSchema = agentSummarySchema.omit({ ownerName: true }).extend({
  id: z.uuid().nullable().describe("Null until the first message to it, which makes it"),
  version: z.number().int().describe("Its last event's place in its log: what follows is in the stream after it"),
  status: z.enum(["absent", "active", "archived"]),
  createdAt: z.string().nullable(),
  archivedAt: z.string().nullable(),
  archiveReason: z.string().nullable(),
  description: z.string(),
  systemPromptOverride: z.string().nullable(),
  assignments: z.array(
    z.object({ userId: z.uuid(), role: z.enum(AGENT_ROLES), assignedBy: z.uuid(), assignedAt: z.iso.datetime() }),
  ),
  activeSessions: z.array(activePartSchema),
  sessionHistory: z.array(endedPartSchema).describe("The latest that have ended; GET …/history has all"),
});

export const agentAtTimeSchema = z.object({
  asOf: z.iso.datetime().optional().describe("The time that was asked for"),
  version: z.number().int().describe("The last event that had happened; 0 before the agent was made"),
  state: agentDetailSchema,
});

const texts = z.array(z.string()).readonly();

export const agentDefinitionSchema = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  greeting: z.string(),
  starters: texts.describe("Messages to begin with"),
  icon: z.string(),
  colour: z.string(),
  category: z.enum(AGENT_CATEGORIES),
  kind: z.enum(["context", "function", "external"]).describe("An LLM with tools, code, or another server's agent"),
  agentType: z.string(),
  features: z.object({
    sessionPersistence: z.boolean(),
    needsLlmConfig: z.boolean(),
    fileUpload: z.boolean(),
    liveConnection: z.boolean(),
  }),
  liveTopic: z.string(),
  routePaths: texts.describe("Paths that open its page, the primary one first"),
  slugAliases: texts.describe("Old conversation keys"),
  fileTypes: texts,
  maxFileBytes: z.int(),
  capabilities: z.array(z.enum(AGENT_CAPABILITIES)).readonly(),
  tools: texts,
  workflows: texts,
  handsOffTo: texts.describe("Agents that it may hand a conversation to"),
  maxConcurrentSessions: z.int().nullable(),
  version: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const agentRouteSchema = z.object({ path: z.string(), slug: z.string(), primary: z.boolean() });

export const getTallyInput = z.strictObject({ key: z.string().min(1).max(200) });
export type GetTallyInput = z.output<typeof getTallyInput>;

export const tallySchema = z.object({ count: z.number().int() });
