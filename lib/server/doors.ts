import { accountDoors } from "#lib/server/doors/account-doors.ts";
import { agentDoors } from "#lib/server/doors/agent-doors.ts";
import { apiKeyDoors } from "#lib/server/doors/api-key-doors.ts";
import { auditDoors } from "#lib/server/doors/audit-doors.ts";
import { budgetDoors } from "#lib/server/doors/budget-doors.ts";
import { dataDoors } from "#lib/server/doors/data-doors.ts";
import type { Door } from "#lib/server/doors/door.ts";
import { fileDoors } from "#lib/server/doors/file-doors.ts";
import { houseDoors } from "#lib/server/doors/house-doors.ts";
import { inboxDoors } from "#lib/server/doors/inbox-doors.ts";
import { installationDoors } from "#lib/server/doors/installation-doors.ts";
import { invitationDoors } from "#lib/server/doors/invitation-doors.ts";
import { liveDoors } from "#lib/server/doors/live-doors.ts";
import { llmDoors } from "#lib/server/doors/llm-doors.ts";
import { memberDoors } from "#lib/server/doors/member-doors.ts";
import { memoryDoors } from "#lib/server/doors/memory-doors.ts";
import { oldClientDoors } from "#lib/server/doors/old-client-doors.ts";
import { peopleDoors } from "#lib/server/doors/people-doors.ts";
import { portableDoors } from "#lib/server/doors/portable-doors.ts";
import { sessionDoors } from "#lib/server/doors/session-doors.ts";
import { signInDoors } from "#lib/server/doors/sign-in-doors.ts";
import { turnDoors } from "#lib/server/doors/turn-doors.ts";
import { workflowDoors } from "#lib/server/doors/workflow-doors.ts";
import { workspaceDoors } from "#lib/server/doors/workspace-doors.ts";

/** Doors that belong together; `tag` is their heading in the API's document. */
export interface DoorGroup {
  tag: string;
  description: string;
  doors: readonly Door[];
}

/**
 * Every door of the HTTP API. Route files, our own server, the OpenAPI document and the tests of tenancy read it;
 * a path that is missing here is answered 404.
 */
export const doorGroups: readonly DoorGroup[] = [
  {
    tag: "Sessions",
    description: "Pieces of work: their conversations, and what is left in them.",
    doors: [...sessionDoors, ...portableDoors],
  },
  { tag: "Inbox", description: "What waits for a person.", doors: inboxDoors },
  { tag: "Messages", description: "What is said to an agent, and the turns that answer.", doors: turnDoors },
  {
    tag: "Agents",
    description: "The agents on offer, and the caller's own: sessions, history, events.",
    doors: agentDoors,
  },
  { tag: "Memory", description: "What agents keep of sessions that have ended.", doors: memoryDoors },
  { tag: "People", description: "Who has which role on an agent.", doors: peopleDoors },
  { tag: "Live", description: "Streams of server-sent events, and who is connected.", doors: liveDoors },
  { tag: "Workflows", description: "Work in the background: the registry, and runs.", doors: workflowDoors },
  { tag: "Files", description: "Files of a session.", doors: fileDoors },
  { tag: "Models", description: "Ways to reach a model: the workspace's and the caller's own.", doors: llmDoors },
  { tag: "Usage and budgets", description: "What models have used, and what they may cost.", doors: budgetDoors },
  { tag: "Data", description: "Taking data along, and deleting it.", doors: dataDoors },
  { tag: "Audit log", description: "Who did what, for admins and owners.", doors: auditDoors },
  {
    tag: "Workspaces",
    description: "Workspaces: which there are, what they are called, whose they are.",
    doors: workspaceDoors,
  },
  { tag: "Members", description: "The people of the workspace and their roles.", doors: memberDoors },
  { tag: "Invitations", description: "Ways into a workspace.", doors: invitationDoors },
  { tag: "Accounts", description: "The first run, and the caller.", doors: accountDoors },
  { tag: "API keys", description: "Keys for programs, which act in a person's name.", doors: apiKeyDoors },
  {
    tag: "Signing in",
    description: "The caller's own account: password, second factor, and where it is signed in.",
    doors: signInDoors,
  },
  {
    tag: "Old clients",
    description: "The paths and shapes of older clients, until their sunset.",
    doors: oldClientDoors,
  },
  { tag: "Installation", description: "What all workspaces share.", doors: installationDoors },
  { tag: "Server", description: "The server itself, and signing in.", doors: houseDoors },
];

export const doors: readonly Door[] = doorGroups.flatMap((group) => group.doors);
