import { z } from "zod";
import { changeWorkspace } from "#lib/application/workspaces/change-workspace.ts";
import { createWorkspace } from "#lib/application/workspaces/create-workspace.ts";
import { getWorkspace } from "#lib/application/workspaces/get-workspace.ts";
import { leaveWorkspace } from "#lib/application/workspaces/leave-workspace.ts";
import { listWorkspaces } from "#lib/application/workspaces/list-workspaces.ts";
import {
  changeWorkspaceInput,
  createWorkspaceInput,
  switchWorkspaceInput,
  transferInput,
  workspaceSchema,
  workspaceSummarySchema,
} from "#lib/application/workspaces/schema.ts";
import { switchWorkspace } from "#lib/application/workspaces/switch-workspace.ts";
import { transferOwnership } from "#lib/application/workspaces/transfer-ownership.ts";
import { door } from "./door.ts";

const nothing = z.strictObject({});

/** Workspaces. `current` is the one that the credential is in: it is never named in a body. */
export const workspaceDoors = [
  door({
    method: "GET",
    path: "/api/workspaces",
    anyWorkspace: true,
    summary: "The workspaces that the caller is in; an API key knows its own only",
    scope: "workspace:read",
    input: nothing,
    answer: z.object({ items: z.array(workspaceSummarySchema) }),
    verb: listWorkspaces,
  }),
  door({
    method: "POST",
    path: "/api/workspaces",
    anyWorkspace: true,
    summary: "Make a further workspace, in a browser: API keys stay in theirs",
    scope: "workspace:write",
    audit: "workspace.created",
    input: createWorkspaceInput,
    example: { name: "Research" },
    answer: workspaceSummarySchema,
    status: 201,
    creates: true,
    verb: createWorkspace,
  }),
  door({
    method: "GET",
    path: "/api/workspaces/current",
    summary: "The workspace, and who may join it",
    scope: "workspace:read",
    input: nothing,
    answer: workspaceSchema,
    verb: getWorkspace,
  }),
  door({
    method: "PATCH",
    path: "/api/workspaces/current",
    summary: "Rename the workspace or change who may join it: for admins",
    description:
      "With `signUp.mode` `domains` anybody who receives mail at an address of these domains may join; it needs a mail server (`SMTP_URL`). Domains at which anyone can have an address are refused with 422, those that the operator does not let this workspace open with 403 (`openable`), and another workspace's with 409.",
    scope: "workspace:write",
    audit: "workspace.changed",
    input: changeWorkspaceInput,
    example: { name: "Lab" },
    answer: workspaceSchema,
    verb: changeWorkspace,
  }),
  door({
    method: "POST",
    path: "/api/workspaces/current/transfer",
    summary: "Make another member the owner; one stays as an admin",
    description: "In a browser only. `workspaceName` is typed by the owner, so that nobody does it by mistake.",
    scope: "workspace:write",
    audit: "workspace.ownership-transferred",
    input: transferInput,
    example: { userId: "0198b2de-3f00-7000-8000-000000000001", workspaceName: "Lab" },
    answer: null,
    verb: transferOwnership,
  }),
  door({
    method: "POST",
    path: "/api/workspaces/current/leave",
    summary: "Leave the workspace, in a browser",
    description: "What one had there stays private and unreachable until one is invited again. 409 `last_owner`.",
    scope: "workspace:write",
    audit: "member.left",
    input: nothing,
    answer: null,
    verb: leaveWorkspace,
  }),
  door({
    method: "POST",
    path: "/api/workspaces/{workspace}/switch",
    anyWorkspace: true,
    summary: "Go on in another workspace with this sign-in; all tabs of the browser do",
    scope: "workspace:write",
    input: switchWorkspaceInput,
    answer: null,
    verb: switchWorkspace,
  }),
];
