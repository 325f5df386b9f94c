import { z } from "zod";
import { chatRequest } from "#lib/protocols/ui-stream/request.ts";
import { untilSunset } from "./deprecation.ts";
import { type Door, listedDoor } from "./door.ts";
import { eventStream } from "./event-stream.ts";

/** A row that our own server answers, past Next, because it streams or tells about streams (lib/server/live). */
const liveDoor = <const Path extends string>(
  spec: Pick<
    Door,
    "method" | "summary" | "description" | "scope" | "input" | "example" | "otherwise" | "deprecated"
  > & {
    limit?: Door["limit"];
    path: Path;
    answer?: z.ZodType;
  },
): Door & { path: Path } =>
  listedDoor({
    answer: eventStream,
    ...(!spec.answer && { produces: "text/event-stream" as const }),
    ...spec,
    auth: "required",
    servedBy: "raw",
  });

const statistics = z.object({
  total: z.int(),
  byKind: z.object({ websocket: z.int(), events: z.int(), uiStream: z.int() }),
  byAgent: z.record(z.string(), z.int()),
});

const after = z.coerce.number().int().min(0).default(0).describe("Events after this one");

export const liveDoors = [
  liveDoor({
    method: "GET",
    path: "/api/sessions/{sessionId}/events",
    summary: "The session's feed and live text as server-sent events, after Last-Event-ID or `after`",
    scope: "sessions:read",
    input: z.strictObject({ sessionId: z.uuid(), after }),
  }),
  liveDoor({
    method: "GET",
    path: "/api/events",
    summary: "What changes in the caller's sessions as server-sent events: one session, or that the list is to be read",
    scope: "sessions:read",
    input: z.strictObject({}),
  }),
  liveDoor({
    method: "GET",
    path: "/api/agents/{agent}/stream",
    summary: "The agent's event log as server-sent events, after the version in Last-Event-ID or `after`, then live",
    description:
      "404 for an agent of the caller's own that was not used yet: there is no log to follow before the first message, session or change makes it, while its state is `absent` and its page of events empty.",
    scope: "agents:read",
    input: z.strictObject({
      agent: z.string().min(1).max(100).describe("UUID of an agent, a slug, or an old conversation key"),
      after,
    }),
  }),
  liveDoor({
    method: "GET",
    path: "/api/session/{sessionId}/stream",
    summary: "Old clients: the session's feed and live text as server-sent events",
    scope: "sessions:read",
    deprecated: untilSunset("GET", "/api/sessions/{sessionId}/events"),
    input: z.strictObject({ sessionId: z.uuid(), after }),
  }),
  liveDoor({
    method: "POST",
    path: "/api/chat",
    summary:
      "Send a useChat client's message, or have it answered anew, and stream the answer (AI SDK UI message stream)",
    scope: "sessions:write",
    limit: "message",
    input: chatRequest,
    example: { id: "chat-1", messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "Hello" }] }] },
  }),
  liveDoor({
    method: "GET",
    path: "/api/chat/{sessionId}/stream",
    summary: "Resume the running answer from its beginning; 204 when nothing runs",
    scope: "sessions:read",
    input: z.strictObject({ sessionId: z.string(), agent: z.string().optional() }),
    otherwise: [{ status: 204, description: "Nothing runs" }],
  }),
  liveDoor({
    method: "GET",
    path: "/api/connections/stats",
    summary: "Who is connected to this process, in total and per agent",
    description:
      "Connections of the caller's workspace. Of several processes each tells of its own: behind a balancer the answer is the one's that took the request. An agent counts each connection that follows a session it takes part in, was opened for it, has written to it, or reads its answer.",
    scope: "workspace:read",
    input: z.strictObject({}),
    answer: statistics,
  }),
];
