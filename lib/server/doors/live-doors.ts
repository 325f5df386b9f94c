import { z } from "zod";
import type { SCOPES } from "#lib/domain/access.ts";
import { chatRequest } from "#lib/protocols/ui-stream/request.ts";
import { type Door, listedDoor, type Method } from "./door.ts";

const stream = z.string().describe("Server-sent events");

/** A row that our own server answers, past Next, because it streams or tells about streams (lib/server/live). */
const liveDoor = <const Path extends string>(
  method: Method,
  path: Path,
  summary: string,
  scope: (typeof SCOPES)[number],
  input: z.ZodType,
  answer: z.ZodType = stream,
): Door & { path: Path } =>
  listedDoor({
    method,
    path,
    summary,
    scope,
    auth: "required",
    servedBy: "raw",
    ...(answer === stream && { produces: "text/event-stream" as const }),
    input,
    answer,
  });

const statistics = z.object({
  total: z.int(),
  byKind: z.object({ websocket: z.int(), events: z.int(), uiStream: z.int() }),
  byAgent: z.record(z.string(), z.int()),
});

export const liveDoors = [
  liveDoor(
    "GET",
    "/api/sessions/{sessionId}/events",
    "The session's feed and live text as server-sent events, after Last-Event-ID or `after`",
    "sessions:read",
    z.strictObject({ sessionId: z.uuid(), after: z.coerce.number().int().min(0).default(0) }),
  ),
  liveDoor(
    "GET",
    "/api/agents/{agent}/stream",
    "The agent's event log as server-sent events, after the version in Last-Event-ID or `after`, then live",
    "agents:read",
    z.strictObject({
      agent: z.string().min(1).max(100).describe("UUID of an agent, a slug, or an old conversation key"),
      after: z.coerce.number().int().min(0).default(0),
    }),
  ),
  liveDoor(
    "POST",
    "/api/chat",
    "Send a useChat client's message and stream its answer (AI SDK UI message stream)",
    "sessions:write",
    chatRequest,
  ),
  liveDoor(
    "GET",
    "/api/chat/{sessionId}/stream",
    "Resume the running answer from its beginning; 204 when nothing runs",
    "sessions:read",
    z.strictObject({ sessionId: z.string(), agent: z.string().optional() }),
  ),
  liveDoor(
    "GET",
    "/api/connections/stats",
    "Who is connected to this process, in total and per agent",
    "workspace:read",
    z.strictObject({}),
    statistics,
  ),
];
