import { z } from "zod";
import { exportMyData } from "#lib/application/data/export-my-data.ts";
import { exportWorkspace } from "#lib/application/data/export-workspace.ts";
import { deleteAccount, getAccountDeletion, keepAccount } from "#lib/application/deletion/account-deletion.ts";
import {
  accountDeletionSchema,
  deleteAccountInput,
  deleteWorkspaceInput,
  deletionSchema,
  workspaceDeletionSchema,
} from "#lib/application/deletion/schema.ts";
import { deleteWorkspace, getWorkspaceDeletion, keepWorkspace } from "#lib/application/deletion/workspace-deletion.ts";
import { door } from "./door.ts";
import { downloadDoor } from "./download-door.ts";

const nothing = z.strictObject({});

export const exportMyDataDoor = downloadDoor({
  path: "/api/me/export",
  summary: "Everything that is the caller's in this workspace, as a ZIP archive",
  scope: "sessions:read",
  audit: "account.exported",
  input: nothing,
  verb: exportMyData,
});

export const exportWorkspaceDoor = downloadDoor({
  path: "/api/workspaces/current/export",
  summary: "The workspace without anybody's texts, as a ZIP archive: for owners",
  scope: "audit:read",
  audit: "workspace.exported",
  input: nothing,
  verb: exportWorkspace,
});

/** Taking data along, and deleting it. */
export const dataDoors = [
  exportMyDataDoor,
  exportWorkspaceDoor,
  door({
    method: "GET",
    path: "/api/me/deletion",
    anyWorkspace: true,
    summary: "Whether the caller's account is to be deleted, what confirms it, and what stands in the way",
    scope: "workspace:read",
    input: nothing,
    answer: accountDeletionSchema,
    verb: getAccountDeletion,
  }),
  door({
    method: "POST",
    path: "/api/me/deletion",
    anyWorkspace: true,
    summary: "Delete one's account in two weeks; until then it can be kept",
    description:
      "In the browser only, with the password, or with the e-mail address where there is no password. All sign-ins end, API keys open nothing, and what runs is stopped. Whoever signs in again may keep the account.",
    scope: "workspace:write",
    audit: "account.deletion-scheduled",
    input: deleteAccountInput,
    example: { password: "correct horse" },
    answer: deletionSchema,
    verb: deleteAccount,
  }),
  door({
    method: "DELETE",
    path: "/api/me/deletion",
    anyWorkspace: true,
    summary: "Keep one's account",
    scope: "workspace:write",
    audit: "account.deletion-cancelled",
    input: nothing,
    answer: null,
    verb: keepAccount,
  }),
  door({
    method: "GET",
    path: "/api/workspaces/current/deletion",
    summary: "Whether the workspace is to be deleted",
    scope: "workspace:read",
    input: nothing,
    answer: workspaceDeletionSchema,
    verb: getWorkspaceDeletion,
  }),
  door({
    method: "POST",
    path: "/api/workspaces/current/deletion",
    summary: "Delete the workspace in two weeks: for owners, in the browser",
    description: "Until then everybody in it only reads, what runs is stopped, and an owner may keep it.",
    scope: "workspace:write",
    audit: "workspace.deletion-scheduled",
    input: deleteWorkspaceInput,
    example: { name: "Lab" },
    answer: deletionSchema,
    verb: deleteWorkspace,
  }),
  door({
    method: "DELETE",
    path: "/api/workspaces/current/deletion",
    summary: "Keep the workspace: for owners, in the browser",
    scope: "workspace:write",
    audit: "workspace.deletion-cancelled",
    input: nothing,
    answer: null,
    verb: keepWorkspace,
  }),
];
