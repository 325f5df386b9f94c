import { inboxSchema, listInboxInput } from "#lib/application/sessions/inbox-schema.ts";
import { listInbox } from "#lib/application/sessions/list-inbox.ts";
import { door } from "./door.ts";

/** What waits for a person. */
export const inboxDoors = [
  door({
    method: "GET",
    path: "/api/inbox",
    summary: "Questions and drafts that wait for the caller in all sessions, what expires first before the rest",
    description:
      "A question is answered with `POST /api/agents/{agent}/respond`, its `agentId` being the agent; a draft is decided on with `POST /api/agents/{agent}/drafts/{draftId}/approve` or `/reject`.",
    scope: "sessions:read",
    input: listInboxInput,
    answer: inboxSchema,
    verb: listInbox,
  }),
];
