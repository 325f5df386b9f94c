import { approveDraft } from "#lib/application/agents/approve-draft.ts";
import { assignUser } from "#lib/application/agents/assign-user.ts";
import {
  assignmentSchema,
  assignmentsSchema,
  assignUserInput,
  listAssignmentsInput,
  unassignUserInput,
} from "#lib/application/agents/assignment-schema.ts";
import {
  approvedDraftSchema,
  draftInput,
  draftSchema,
  listDraftsInput,
  rejectDraftInput,
} from "#lib/application/agents/draft-schema.ts";
import { listAssignments } from "#lib/application/agents/list-assignments.ts";
import { listDrafts } from "#lib/application/agents/list-drafts.ts";
import { rejectDraft } from "#lib/application/agents/reject-draft.ts";
import { unassignUser } from "#lib/application/agents/unassign-user.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

/** Who has which role on an agent, and what mentees want to say. */
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
    audit: "agent.assigned",
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
    summary: "Take a person's role on an agent away, or give up one's own; what it let them see is closed at once",
    description:
      "Roles of others are taken away by primaries and admins; everyone may give up their own, only the owner has none to give up (409 `user_not_assigned`). Drafts of a mentee that wait are rejected.",
    scope: "agents:write",
    audit: "agent.unassigned",
    input: unassignUserInput,
    answer: null,
    verb: unassignUser,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/drafts",
    summary: "What mentees of an agent want to say, latest first",
    scope: "agents:read",
    input: listDraftsInput,
    answer: page(draftSchema),
    verb: listDrafts,
  }),
  door({
    method: "POST",
    path: "/api/agents/{agent}/drafts/{draftId}/approve",
    summary: "Send a mentee's message as theirs; its answer begins",
    scope: "agents:write",
    limit: "message",
    audit: "agent.draft-approved",
    input: draftInput,
    answer: approvedDraftSchema,
    status: 202,
    verb: approveDraft,
  }),
  door({
    method: "POST",
    path: "/api/agents/{agent}/drafts/{draftId}/reject",
    summary: "Do not send a mentee's message; its author sees why",
    scope: "agents:write",
    audit: "agent.draft-rejected",
    input: rejectDraftInput,
    answer: draftSchema,
    verb: rejectDraft,
  }),
];
