import { z } from "zod";
import { failureSchema } from "../failure-schema.ts";

const at = z.iso.datetime();
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const format = z.enum(["text", "integer", "decimal", "percent", "date", "month"]);
const shownAs = { format: format.optional(), unit: z.string().optional().describe("Shown with a number, such as €") };

export const tableSchema = z.object({
  title: z.string(),
  columns: z.array(
    z.object({ key: z.string(), label: z.string(), align: z.enum(["left", "right", "center"]), ...shownAs }),
  ),
  rows: z.array(z.record(z.string(), cell)),
});

export const chartSchema = z.object({
  type: z.enum(["bar", "line", "area", "pie"]),
  stacked: z.boolean().optional().describe("Bars of one position stand on each other"),
  title: z.string(),
  description: z.string().describe("What it shows, in words"),
  x: z.object({ label: z.string(), type: z.enum(["category", "date", "number"]) }),
  series: z.array(z.object({ key: z.string(), name: z.string(), ...shownAs })),
  data: z.array(
    z.object({ x: z.union([z.string(), z.number()]) }).catchall(z.union([z.string(), z.number(), z.null()])),
  ),
});

const packetFileSchema = z.object({
  ...{ fileId: z.string(), name: z.string(), mediaType: z.string(), size: z.int() },
  absent: z
    .object({ sha256: z.string().nullable() })
    .optional()
    .describe("Of an imported session: the file's bytes stayed where it came from"),
});

export const handoffSchema = z.object({
  handoffId: z.string(),
  fromSlug: z.string(),
  toSlug: z.string(),
  toConversationId: z.uuid(),
  goal: z.string(),
  facts: z.array(z.string()),
  openQuestions: z.array(z.string()),
  files: z.array(packetFileSchema),
  createdAt: at,
});

const toolCallSchema = z.object({
  type: z.literal("tool-call"),
  toolCallId: z.string(),
  tool: z.string(),
  input: z.json(),
  state: z.enum(["running", "waiting", "done", "failed", "unknown", "stopped"]),
  output: z.json().optional(),
  error: failureSchema.optional(),
  startedAt: at.optional(),
  endedAt: at.optional(),
  answered: z.object({ by: z.uuid(), at }).optional(),
});

const modelUsedSchema = z.object({
  configId: z.uuid().nullable(),
  provider: z.string(),
  model: z.string(),
  name: z.string(),
});

/** A model's attempt that failed, and what was done then. */
export const receiptSchema = modelUsedSchema.extend({
  iteration: z
    .int()
    .describe("The answer of the turn that was asked for, from 0: one more after each round of tool calls"),
  attempt: z.int().describe("Which attempt of this model at it, from 1"),
  code: failureSchema.shape.code,
  message: z.string(),
  status: z.int().optional().describe("The provider's HTTP status"),
  at,
  next: z
    .object({
      model: modelUsedSchema,
      at: at.describe("When it was to be asked"),
      share: z.number().optional().describe("The share of a conversation that was too long for the model"),
    })
    .nullable()
    .describe("Who was asked next; null: nobody was left"),
});

/** The parts of a message, in the order in which they were written. */
export const messagePartSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("reasoning"), text: z.string() }),
  z.object({ type: z.literal("file"), ...packetFileSchema.shape }),
  toolCallSchema,
  z.object({ type: z.literal("table"), table: tableSchema }),
  z.object({ type: z.literal("chart"), chart: chartSchema }),
  z.object({ type: z.literal("handoff"), packet: handoffSchema }),
  z.object({ type: z.literal("run"), runId: z.uuid(), workflowType: z.string() }),
  z.object({ type: z.literal("notice"), level: z.enum(["info", "warning"]), text: z.string() }),
  z.object({
    type: z.literal("receipts"),
    receipts: z.array(receiptSchema).describe("Attempts of models that failed on the way to this message"),
  }),
]);

export const usageSchema = z.object({
  inputTokens: z.int(),
  cachedTokens: z.int().optional(),
  cacheWriteTokens: z.int().optional(),
  outputTokens: z.int(),
  reasoningTokens: z.int().optional(),
  costMicros: z.int().optional().describe("Millionths of a US dollar, where the model has a price"),
});

export const messageSchema = z.object({
  id: z.uuid(),
  conversationId: z.uuid(),
  sequence: z.int().describe("Its place in the conversation, from 1"),
  parentId: z.uuid().nullable().describe("The message that it answers or follows"),
  role: z.enum(["user", "assistant", "system"]),
  parts: z.array(messagePartSchema),
  status: z.enum(["complete", "streaming", "stopped", "failed", "suspended", "paused"]),
  authorId: z.uuid().nullable().describe("The person who wrote it"),
  model: modelUsedSchema.nullable().describe("What wrote it, at its end"),
  usage: usageSchema.nullable(),
  orchestratorContext: z.json().nullable().describe("What ran in the session when it was written"),
  error: failureSchema.nullable(),
  createdAt: at,
});

/** A message as a conversation lists it. */
export const listedMessageSchema = messageSchema.extend({
  text: z.string().describe("All text parts, joined by blank lines"),
});
