import { z } from "zod";
import { exportMyData } from "#lib/application/data/export-my-data.ts";
import { exportWorkspace } from "#lib/application/data/export-workspace.ts";
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

/** Taking data along. */
export const dataDoors = [exportMyDataDoor, exportWorkspaceDoor];
