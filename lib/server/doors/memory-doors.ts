import { completeCurrentSession } from "#lib/application/agents/complete-current-session.ts";
import { completeCurrentSessionInput, completedSessionSchema } from "#lib/application/agents/session-schema.ts";
import { deleteMemories, deleteMemory } from "#lib/application/memory/delete-memory.ts";
import { listMemories } from "#lib/application/memory/list-memories.ts";
import { listMemoriesInput, memoriesInput, memoryInput, memorySchema } from "#lib/application/memory/schema.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

/** What agents keep of earlier sessions, and the completion that makes them keep it. */
export const memoryDoors = [
  door({
    method: "POST",
    path: "/api/agents/{agent}/sessions/current/complete",
    summary: "Complete an agent's part in its current session; it keeps a summary of it",
    scope: "sessions:write",
    input: completeCurrentSessionInput,
    query: ["sessionId"],
    answer: completedSessionSchema,
    verb: completeCurrentSession,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/memories",
    summary: "What an agent keeps of earlier sessions, newest first",
    scope: "agents:read",
    input: listMemoriesInput,
    answer: page(memorySchema),
    verb: listMemories,
  }),
  door({
    method: "DELETE",
    path: "/api/agents/{agent}/memories",
    summary: "Make an agent forget all earlier sessions",
    scope: "agents:write",
    input: memoriesInput,
    answer: null,
    verb: deleteMemories,
  }),
  door({
    method: "DELETE",
    path: "/api/agents/{agent}/memories/{memoryId}",
    summary: "Make an agent forget one session",
    scope: "agents:write",
    input: memoryInput,
    answer: null,
    verb: deleteMemory,
  }),
];
