import {
  oldEndedSchema,
  oldRespondedSchema,
  oldRespondInput,
  oldSessionInput,
  oldSessionSchema,
  oldStartedSchema,
  oldStartInput,
} from "#lib/protocols/old-clients/schema.ts";
import { oldEnd, oldGet, oldRespond, oldStart } from "#lib/protocols/old-clients/verbs.ts";
import { untilSunset } from "./deprecation.ts";
import { door } from "./door.ts";

/** The doors of old clients: the old shape in front of the same verbs. */
export const oldClientDoors = [
  door({
    method: "POST",
    path: "/api/session",
    summary: "Old clients: start a session",
    scope: "sessions:write",
    deprecated: untilSunset("POST", "/api/agents/{agent}/sessions"),
    input: oldStartInput,
    answer: oldStartedSchema,
    status: 201,
    creates: true,
    example: { session_type: "guide_agent" },
    verb: oldStart,
  }),
  door({
    method: "GET",
    path: "/api/session/{sessionId}",
    summary: "Old clients: a session with its newest messages",
    scope: "sessions:read",
    deprecated: untilSunset("GET", "/api/sessions/{sessionId}"),
    input: oldSessionInput,
    answer: oldSessionSchema,
    verb: oldGet,
  }),
  door({
    method: "POST",
    path: "/api/session/{sessionId}/respond",
    summary: "Old clients: a message, or the answer to the pending action",
    scope: "sessions:write",
    limit: "message",
    deprecated: untilSunset("POST", "/api/agents/{agent}/respond"),
    input: oldRespondInput,
    answer: oldRespondedSchema,
    status: 202,
    example: { message: "Hello" },
    verb: oldRespond,
  }),
  door({
    method: "DELETE",
    path: "/api/session/{sessionId}",
    summary: "Old clients: end a session",
    scope: "sessions:write",
    deprecated: untilSunset("DELETE", "/api/agents/{agent}/sessions/current"),
    input: oldSessionInput,
    answer: oldEndedSchema,
    verb: oldEnd,
  }),
];
