import { z } from "zod";
import { label } from "../accounts/schema.ts";

const sessionId = z.uuid();
/** An agent's UUID, its slug, or one of its old conversation keys. */
const agent = z.string().min(1).max(100);

const title = label("a title", 200);

export const sessionStatus = z.enum(["active", "completed", "stopped", "expired"]);

export const createSessionInput = z.strictObject({
  /** Made by the client: the same id again gives the same session. */
  id: z.uuid().optional(),
  title: title.optional(),
});
export type CreateSessionInput = z.output<typeof createSessionInput>;

export const sessionInput = z.strictObject({ sessionId });
export type SessionInput = z.output<typeof sessionInput>;

export const deleteSessionInput = sessionInput.extend({
  hard: z.enum(["true", "false"]).optional().describe("`true` deletes it for good: nothing brings it back"),
});
export type DeleteSessionInput = z.output<typeof deleteSessionInput>;

export const listSessionsInput = z.strictObject({
  status: sessionStatus.optional(),
  agent: agent.optional(),
  text: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(500).optional(),
});
export type ListSessionsInput = z.output<typeof listSessionsInput>;

export const updateSessionInput = z
  .strictObject({
    sessionId,
    title: title.optional(),
    /** `active` reopens a session that has ended. */
    status: z.enum(["active", "completed", "stopped"]).optional(),
  })
  .refine(
    (change) => change.title !== undefined || change.status !== undefined,
    "Name what to change: title or status.",
  );
export type UpdateSessionInput = z.output<typeof updateSessionInput>;

export const getMessagesInput = z.strictObject({
  sessionId,
  agent,
  /** A message's sequence number: the page before it. Without it the newest page. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type GetMessagesInput = z.output<typeof getMessagesInput>;

const MAX_TEXT = 200_000;
const messageText = z.string().max(MAX_TEXT, `A message has at most ${MAX_TEXT} characters. Attach a file instead.`);

export const sendMessageInput = z.strictObject({
  sessionId,
  agent,
  /** Made by the client: the same id again answers the same. */
  id: z.uuid().optional(),
  text: messageText.optional(),
  parts: z
    .array(
      z.discriminatedUnion("type", [
        z.strictObject({ type: z.literal("text"), text: messageText }),
        z.strictObject({ type: z.literal("file"), fileId: z.uuid() }),
      ]),
    )
    .max(50)
    .optional(),
  llmConfigId: z.uuid().optional(),
});
export type SendMessageInput = z.output<typeof sendMessageInput>;

export const regenerateInput = z.strictObject({
  sessionId,
  agent,
  /** The agent's message that is to be written anew. */
  messageId: z.uuid(),
  llmConfigId: z.uuid().optional(),
});

export const stopTurnInput = z.strictObject({ sessionId, turnId: z.uuid() });

export const sentMessageSchema = z.object({
  messageId: z.uuid(),
  turnId: z.uuid(),
  feedSequence: z.number().int(),
});

export const submittedDraftSchema = z
  .object({ draftId: z.uuid(), status: z.literal("draft") })
  .describe("A mentee's message: it waits for the approval of a primary or shared person, and nothing answers it yet");

export const orchestratorContextSchema = z.object({
  activeOrchestrators: z.array(
    z.object({
      orchestratorName: z.string(),
      workflowId: z.string(),
      status: z.enum(["queued", "running", "waiting", "completed", "failed", "cancelled"]),
      startedAt: z.string(),
      enablingServices: z.array(z.string()),
    }),
  ),
  enablingServices: z.record(z.string(), z.object({ invocations: z.number(), lastUsed: z.string() })),
  workflowDelegationChain: z.array(z.string()),
});

export const stateEntrySchema = z.object({
  stateId: z.string(),
  sessionId: z.string(),
  key: z.string(),
  stateData: z.json(),
  orchestratorMetadata: z.object({
    createdByOrchestrator: z.string().nullable(),
    workflowId: z.string().nullable(),
    enablingServiceContributions: z.array(
      z.object({ service: z.string(), contribution: z.string(), timestamp: z.string() }),
    ),
    delegationChain: z.array(z.string()),
  }),
  metadata: z.record(z.string(), z.json()),
  ttl: z.number().int().nullable().describe("Seconds that are left; null when it does not expire"),
  storedAt: z.string(),
});

export const sessionSummarySchema = z.object({
  id: z.uuid(),
  title: z.string().nullable(),
  status: sessionStatus,
  running: z.number().int().describe("Turns and runs that go on"),
  waiting: z.number().int().describe("Questions, runs and drafts that wait for the reader"),
  sharedBy: z.string().nullable().describe("The owner's name when it is somebody else's session"),
  lastActivityAt: z.string(),
  createdAt: z.string(),
});

export const archived = z
  .object({ at: z.iso.datetime(), reason: z.string().nullable() })
  .nullish()
  .describe("Of a conversation whose agent was archived: nothing more can be written");

export const sessionSchema = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  title: z.string().nullable(),
  subject: z.string().nullable(),
  status: sessionStatus,
  feedSequence: z.number().int(),
  conversations: z.record(
    z.string(),
    z.object({
      conversationId: z.uuid(),
      agentId: z.uuid(),
      messageCount: z.number().int(),
      lastMessageAt: z.string().nullable(),
      archived,
      orchestratorContext: z.object({
        activeWorkflows: z.array(z.string()),
        lastWorkflowUpdate: z.string().nullable(),
      }),
    }),
  ),
  orchestratorContext: orchestratorContextSchema,
  orchestratorStates: z.array(stateEntrySchema),
  metadata: z.record(z.string(), z.json()),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastActivityAt: z.string(),
  completedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});
/** The whole session as integrators see it. */
export type SessionDetail = z.output<typeof sessionSchema>;
