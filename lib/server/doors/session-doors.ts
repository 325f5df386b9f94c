import { z } from "zod";
import { createSession } from "#lib/application/sessions/create-session.ts";
import { deleteSession, restoreSession } from "#lib/application/sessions/delete-session.ts";
import { getMessages } from "#lib/application/sessions/get-messages.ts";
import { getSession } from "#lib/application/sessions/get-session.ts";
import { getSessionView } from "#lib/application/sessions/get-session-view.ts";
import { listSessions } from "#lib/application/sessions/list-sessions.ts";
import { listedMessageSchema } from "#lib/application/sessions/message-schema.ts";
import {
  createSessionInput,
  deleteSessionInput,
  getMessagesInput,
  listSessionsInput,
  sessionInput,
  sessionSchema,
  sessionSummarySchema,
  stateEntrySchema,
  updateSessionInput,
} from "#lib/application/sessions/schema.ts";
import { getStateEntry } from "#lib/application/sessions/state-get.ts";
import { listStateEntries } from "#lib/application/sessions/state-list.ts";
import { putStateEntry } from "#lib/application/sessions/state-put.ts";
import { stateGetInput, stateListInput, statePutInput } from "#lib/application/sessions/state-schema.ts";
import { completeSession, updateSession } from "#lib/application/sessions/update-session.ts";
import { sessionViewSchema } from "#lib/application/sessions/view-schema.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

/** Sessions, their conversations and what is left in them. */
export const sessionDoors = [
  door({
    method: "GET",
    path: "/api/sessions",
    summary: "The caller's sessions, latest activity first",
    scope: "sessions:read",
    input: listSessionsInput,
    answer: page(sessionSummarySchema),
    verb: listSessions,
  }),
  door({
    method: "POST",
    path: "/api/sessions",
    summary: "Open a session",
    scope: "sessions:write",
    input: createSessionInput,
    example: { title: "Forecast for the third quarter" },
    answer: sessionSchema,
    status: 201,
    creates: true,
    verb: createSession,
  }),
  door({
    method: "GET",
    path: "/api/sessions/{sessionId}",
    summary: "A whole session: conversations, orchestrator context and states",
    scope: "sessions:read",
    input: sessionInput,
    answer: sessionSchema,
    verb: getSession,
  }),
  door({
    method: "PATCH",
    path: "/api/sessions/{sessionId}",
    summary: "Rename, complete, stop or reopen a session",
    scope: "sessions:write",
    input: updateSessionInput,
    example: { title: "Forecast, second draft" },
    answer: sessionSchema,
    verb: updateSession,
  }),
  door({
    method: "DELETE",
    path: "/api/sessions/{sessionId}",
    summary: "Put a session away; it can be restored",
    description:
      "With `hard=true` it is deleted for good: what runs in it is stopped, and its messages, files, feed, state entries and what agents remember of it go. Both are the owner's alone.",
    scope: "sessions:write",
    audit: "session.deleted",
    input: deleteSessionInput,
    answer: null,
    verb: deleteSession,
  }),
  door({
    method: "POST",
    path: "/api/sessions/{sessionId}/restore",
    summary: "Bring back a session that was put away",
    scope: "sessions:write",
    audit: "session.restored",
    input: sessionInput,
    answer: null,
    verb: restoreSession,
  }),
  door({
    method: "POST",
    path: "/api/sessions/{sessionId}/complete",
    summary: "Complete a session",
    scope: "sessions:write",
    input: sessionInput,
    answer: sessionSchema,
    verb: completeSession,
  }),
  door({
    method: "GET",
    path: "/api/sessions/{sessionId}/view",
    summary: "A session as the dashboard shows it, with the newest messages, at one feed sequence",
    scope: "sessions:read",
    input: sessionInput,
    answer: sessionViewSchema,
    verb: getSessionView,
  }),
  door({
    method: "GET",
    path: "/api/sessions/{sessionId}/conversations/{agent}",
    summary: "A page of a conversation, oldest first, newest page first",
    scope: "sessions:read",
    input: getMessagesInput,
    answer: page(listedMessageSchema),
    verb: getMessages,
  }),
  door({
    method: "GET",
    path: "/api/sessions/{sessionId}/state",
    summary: "What workflows and people have left in a session",
    scope: "sessions:read",
    input: stateListInput,
    answer: z.object({ items: z.array(stateEntrySchema) }),
    verb: async (call) => ({ items: await listStateEntries(call) }),
  }),
  door({
    method: "GET",
    path: "/api/sessions/{sessionId}/state/{key}",
    summary: "One state entry",
    scope: "sessions:read",
    input: stateGetInput,
    answer: stateEntrySchema,
    verb: getStateEntry,
  }),
  door({
    method: "PUT",
    path: "/api/sessions/{sessionId}/state/{key}",
    summary: "Leave data in a session; the same key is replaced",
    scope: "sessions:write",
    input: statePutInput,
    example: { stateData: { region: "North", rows: 1200 }, ttl: 3600 },
    answer: stateEntrySchema,
    verb: putStateEntry,
  }),
];
