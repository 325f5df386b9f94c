import { z } from "zod";
import { resolveSlug } from "#lib/application/agents/resolve-slug.ts";
import {
  regenerateInput,
  sendMessageInput,
  sentMessageSchema,
  stopTurnInput,
  submittedDraftSchema,
} from "#lib/application/sessions/schema.ts";
import { sendMessage } from "#lib/application/sessions/send-message.ts";
import { regenerate } from "#lib/application/turns/regenerate.ts";
import { stopTurn } from "#lib/application/turns/stop-turn.ts";
import { door } from "./door.ts";
import { eventStream } from "./event-stream.ts";

/** Messages and the turns that answer them. A message whose client asks for a stream is answered by our own server. */
export const turnDoors = [
  door({
    method: "POST",
    path: "/api/sessions/{sessionId}/conversations/{agent}/messages",
    summary: "Send a message; its answer follows in the session's events, or here as a stream",
    description: "With `Accept: text/event-stream` the answer comes as the AI SDK's UI message stream.",
    otherwise: [
      { status: 200, description: "The answer, streamed", answer: eventStream, produces: "text/event-stream" },
    ],
    scope: "sessions:write",
    limit: "message",
    input: sendMessageInput,
    example: { text: "What does the forecast depend on?" },
    answer: z.union([sentMessageSchema, submittedDraftSchema]),
    status: 202,
    creates: true,
    verb: async ({ ctx, input }) =>
      sendMessage({ ctx, input: { ...input, agent: await resolveSlug(ctx, input.agent) } }),
  }),
  door({
    method: "POST",
    path: "/api/sessions/{sessionId}/conversations/{agent}/messages/{messageId}/regenerate",
    summary: "Another answer to the message that this one answers",
    scope: "sessions:write",
    limit: "message",
    input: regenerateInput,
    answer: sentMessageSchema,
    status: 202,
    creates: true,
    verb: async ({ ctx, input }) =>
      regenerate({ ctx, input: { ...input, agent: await resolveSlug(ctx, input.agent) } }),
  }),
  door({
    method: "POST",
    path: "/api/sessions/{sessionId}/turns/{turnId}/stop",
    summary: "Stop an answer; what was written stays",
    scope: "sessions:write",
    input: stopTurnInput,
    answer: stopTurnInput.pick({ turnId: true }),
    status: 202,
    endsWork: true,
    verb: stopTurn,
  }),
];
