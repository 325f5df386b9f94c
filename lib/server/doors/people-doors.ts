import { assignUser } from "#lib/application/agents/assign-user.ts";
import {
  assignmentSchema,
  assignmentsSchema,
  assignUserInput,
  listAssignmentsInput,
  unassignUserInput,
} from "#lib/application/agents/assignment-schema.ts";
import { listAssignments } from "#lib/application/agents/list-assignments.ts";
import { unassignUser } from "#lib/application/agents/unassign-user.ts";
import { door } from "./door.ts";

/** Who has which role on an agent. */
export const peopleDoors = [
  door({
    method: "GET",
    path: "/api/agents/{agent}/assignments",
    summary: "The people of an agent, their roles and what those come to",
    scope: "agents:read",
    input: listAssignmentsInput,
    answer: assignmentsSchema,
    verb: listAssignments,
  }),
  door({
    method: "POST",
    path: "/api/agents/{agent}/assignments",
    summary: "Give a member of the workspace a role on an agent: for its primaries and the workspace's admins",
    scope: "agents:write",
    input: assignUserInput,
    example: { email: "grace@example.com", role: "observer" },
    answer: assignmentSchema,
    status: 201,
    creates: true,
    verb: assignUser,
  }),
  door({
    method: "DELETE",
    path: "/api/agents/{agent}/assignments",
    summary: "Take a person's role on an agent away; what it let them see is closed to them at once",
    scope: "agents:write",
    input: unassignUserInput,
    answer: null,
    verb: unassignUser,
  }),
];
