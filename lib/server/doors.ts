import { accountDoors } from "#lib/server/doors/account-doors.ts";
import { agentDoors } from "#lib/server/doors/agent-doors.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { fileDoors } from "#lib/server/doors/file-doors.ts";
import { houseDoors } from "#lib/server/doors/house-doors.ts";
import { liveDoors } from "#lib/server/doors/live-doors.ts";
import { llmDoors } from "#lib/server/doors/llm-doors.ts";
import { memoryDoors } from "#lib/server/doors/memory-doors.ts";
import { sessionDoors } from "#lib/server/doors/session-doors.ts";
import { turnDoors } from "#lib/server/doors/turn-doors.ts";
import { workflowDoors } from "#lib/server/doors/workflow-doors.ts";

/**
 * Every door of the HTTP API. Route files, our own server, the OpenAPI document and the tests of tenancy read it;
 * a path that is missing here is answered 404.
 */
export const doors: readonly Door[] = [
  ...houseDoors,
  ...accountDoors,
  ...sessionDoors,
  ...turnDoors,
  ...agentDoors,
  ...memoryDoors,
  ...llmDoors,
  ...workflowDoors,
  ...fileDoors,
  ...liveDoors,
];
