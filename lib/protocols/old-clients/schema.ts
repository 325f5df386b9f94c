import { z } from "zod";
import { CLIENT_ACTION_KINDS } from "#lib/domain/session/client-action.ts";

const config = z
  .looseObject({
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().gt(0).max(1).optional(),
    max_tokens: z.int().min(1).max(1_000_000).optional(),
    tools: z.array(z.string().max(100)).max(50).optional(),
    model_id: z.uuid().optional(),
  })
  .describe("temperature, top_p, max_tokens, tools and model_id count; what else an old client sends is let pass");

export const oldStartInput = z.strictObject({
  session_type: z.string().trim().min(1).max(100).describe("An old session type, an old conversation key, or a slug"),
  system_prompt: z.string().trim().min(1).max(20_000).optional(),
  config: config.optional(),
});
export type OldStartInput = z.output<typeof oldStartInput>;

export const oldSessionInput = z.strictObject({ sessionId: z.uuid() });
export type OldSessionInput = z.output<typeof oldSessionInput>;

export const oldRespondInput = z
  .strictObject({
    sessionId: z.uuid(),
    message: z.string().min(1).max(100_000).optional().describe("What the person says"),
    tool_call_id: z.string().min(1).max(500).optional().describe("Of the pending action that is answered"),
    client_action_id: z.uuid().optional(),
    response: z.json().optional().describe("What the pending action's schema asks for"),
  })
  .refine(
    ({ message, tool_call_id, client_action_id, response }) =>
      message === undefined
        ? tool_call_id !== undefined && response !== undefined
        : tool_call_id === undefined && client_action_id === undefined,
    "Send a message, or a response with the tool_call_id of the pending action.",
  );
export type OldRespondInput = z.output<typeof oldRespondInput>;

const status = z.enum(["active", "waiting", "completed", "terminated", "expired"]);
const controlMode = z.enum(["agent", "user"]).describe("Who leads: the agent in a structured session, else the person");

const pendingAction = z.object({
  id: z.uuid(),
  tool_call_id: z.string(),
  kind: z.enum(CLIENT_ACTION_KINDS),
  prompt: z.string(),
  schema: z.record(z.string(), z.json()),
  expires_at: z.iso.datetime().nullable(),
});

export const oldStartedSchema = z.object({
  session_id: z.uuid(),
  conversation_id: z.uuid(),
  status,
  control_mode: controlMode,
  stream_url: z.string(),
});
export type OldStarted = z.output<typeof oldStartedSchema>;

export const oldSessionSchema = oldStartedSchema.extend({
  session_type: z.string(),
  title: z.string().nullable(),
  pending_action: pendingAction.nullable(),
  items: z
    .array(
      z.object({
        id: z.uuid(),
        role: z.enum(["user", "assistant", "system"]),
        content: z.string(),
        status: z.string(),
        created_at: z.iso.datetime(),
      }),
    )
    .describe("The newest 50 messages, oldest first"),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});
export type OldSession = z.output<typeof oldSessionSchema>;

export const oldRespondedSchema = z.object({
  session_id: z.uuid(),
  status,
  message_id: z.uuid().nullable().describe("The person's message; null for an answer to a pending action"),
  turn_id: z.uuid().nullable().describe("Null for the words of a mentee, which wait for approval"),
});
export type OldResponded = z.output<typeof oldRespondedSchema>;

export const oldEndedSchema = z.object({ session_id: z.uuid(), status });
export type OldEnded = z.output<typeof oldEndedSchema>;
