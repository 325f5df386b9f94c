import { z } from "zod";
import type { Json } from "#lib/domain/json.ts";
import { MAX_CONVERSATIONS } from "#lib/domain/session/import-limits.ts";
import { failureSchema } from "../failure-schema.ts";
import { chartSchema, receiptSchema, tableSchema, usageSchema } from "../sessions/message-schema.ts";
import { orchestratorContextSchema, sessionStatus } from "../sessions/schema.ts";
import { timeInput } from "../time-schema.ts";

export const FORMAT = "throughline.session";
/** Raised when a file of the new shape could not be read as one of the old. */
export const VERSION = 1;
const OTHER_VERSION = `This file is of another version; version ${VERSION} can be read here. Update this installation.`;

/** One spelling for one moment, to the millisecond that a database keeps. */
const at = timeInput("Write a time as 2026-11-21T10:00:00.000Z.", { offset: false }).transform((text) =>
  new Date(text).toISOString(),
);
const name = z.string().max(500);
/** Any JSON: that it is, the parser has seen. */
const json = z.unknown() as z.ZodType<Json>;
const who = z
  .enum(["me", "other"])
  .describe("`me`: whoever took the session along, and whoever brings it in. `other`: somebody else");
const agent = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, "An agent is named by its slug: small letters, digits and dashes.")
  .describe("Its slug");

const file = {
  name: name.min(1),
  mediaType: z.string().max(200),
  size: z.int().min(0),
  sha256: z.string().max(128).nullable().describe("What its bytes hash to; they are not in here"),
};
const model = { provider: name, model: name, name };
const { iteration, attempt, code, message, status } = receiptSchema.shape;

const differ = (all: readonly { key: string }[]): boolean => new Set(all.map(({ key }) => key)).size === all.length;

const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("reasoning"), text: z.string() }),
  z.strictObject({ type: z.literal("file"), ...file }),
  z
    .strictObject({
      type: z.literal("tool-call"),
      toolCallId: z.string().min(1).max(500),
      tool: name.min(1),
      input: json,
      state: z.enum(["running", "waiting", "done", "failed", "unknown", "stopped"]),
      output: json.optional(),
      error: failureSchema.optional(),
      startedAt: at.optional(),
      endedAt: at.optional(),
      answered: z.strictObject({ by: who, at }).optional(),
    })
    .describe("A question to a person is one too: its input asks, its output is the answer, `answered` says by whom"),
  z.strictObject({
    type: z.literal("table"),
    table: tableSchema.refine(({ columns }) => differ(columns), "Each column has a key of its own."),
  }),
  z.strictObject({
    type: z.literal("chart"),
    chart: chartSchema.refine(({ series }) => differ(series), "Each series has a key of its own."),
  }),
  z.strictObject({
    type: z.literal("handoff"),
    handoff: z.int().min(1).describe("The same number where the same packet was given and where it was received"),
    from: agent,
    to: agent,
    goal: z.string(),
    facts: z.array(z.string()),
    openQuestions: z.array(z.string()),
    files: z.array(z.strictObject(file)),
    createdAt: at,
  }),
  z.strictObject({ type: z.literal("run"), workflowType: name }).describe("A workflow ran here"),
  z.strictObject({ type: z.literal("notice"), level: z.enum(["info", "warning"]), text: z.string() }),
  z
    .strictObject({
      type: z.literal("receipts"),
      receipts: z.array(
        z.strictObject({
          ...{ ...model, iteration, attempt, code, message, status, at },
          next: z.strictObject({ model: z.strictObject(model), at, share: z.number().optional() }).nullable(),
        }),
      ),
    })
    .describe("Attempts of models that failed on the way to this message"),
]);
export type PortablePart = z.output<typeof part>;

export const portableMessage = z.strictObject({
  number: z.int().min(1).describe("Its place in the conversation: 1, 2, 3 …"),
  follows: z.int().min(1).nullable().describe("The number of the message that it answers; two of one are branches"),
  role: z.enum(["user", "assistant", "system"]),
  author: who.nullable().describe("Of a person's message"),
  status: z.enum(["complete", "streaming", "stopped", "failed", "suspended", "paused"]),
  parts: z.array(part),
  model: z.strictObject(model).nullable(),
  usage: usageSchema.nullable(),
  orchestratorContext: orchestratorContextSchema.nullable(),
  error: failureSchema.nullable(),
  createdAt: at,
});
export type PortableMessage = z.output<typeof portableMessage>;

const conversation = z.strictObject({
  agent,
  name: name.describe("What the agent is called"),
  messages: z.array(portableMessage).describe("Of every branch, in the order in which they were written"),
});
const conversations = <Messages extends z.ZodType>(messages: Messages) =>
  z
    .array(conversation.extend({ messages }))
    .max(MAX_CONVERSATIONS, `A session has at most ${MAX_CONVERSATIONS} conversations.`);

/** A session that can be taken along and brought in elsewhere: no ids, no secrets, no bytes of files. */
export const portableSession = z.strictObject({
  format: z.literal(FORMAT, "This is no session that was exported as JSON."),
  version: z.literal(VERSION, OTHER_VERSION),
  exportedAt: at,
  title: z.string().max(2_000).nullable(),
  titleFrom: agent.nullable().describe("The agent in whose conversation the words of the title were said"),
  subject: z.string().max(2_000).nullable(),
  status: sessionStatus,
  createdAt: at,
  orchestratorContext: orchestratorContextSchema,
  conversations: conversations(conversation.shape.messages),
});
export type PortableSession = z.output<typeof portableSession>;

/** The same, but for its messages, which are read one by one. */
export const sessionOutline = portableSession.extend({ conversations: conversations(z.array(z.unknown())) });

export const importedSessionSchema = z.object({
  id: z.uuid(),
  title: z.string().nullable(),
  messages: z.int(),
  readOnly: z.array(z.string()).describe("Agents that are not on offer here: what was said stays, and can be read"),
});
export type ImportedSession = z.output<typeof importedSessionSchema>;

export const exportSessionInput = z.strictObject({
  sessionId: z.uuid(),
  format: z.enum(["json", "markdown"], "Known formats are json and markdown.").default("json"),
});
export type ExportSessionInput = z.output<typeof exportSessionInput>;
