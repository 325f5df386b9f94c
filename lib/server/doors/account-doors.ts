import { z } from "zod";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { newAccountSchema, profileSchema, setupInput } from "#lib/application/accounts/schema.ts";
import { setup } from "#lib/application/accounts/setup.ts";
import { door, openDoor } from "./door.ts";

const nothing = z.strictObject({});

/** The first run, and the caller. Signing in itself is next-auth's, under /api/auth. */
export const accountDoors = [
  openDoor({
    method: "POST",
    path: "/api/setup",
    summary: "Make the owner and the workspace, on an empty database only",
    audit: "workspace.created",
    input: setupInput,
    example: { email: "ada@example.com", password: "correct horse", name: "Ada", workspaceName: "Lab" },
    answer: newAccountSchema,
    status: 201,
    verb: setup,
  }),
  door({
    method: "GET",
    path: "/api/me",
    anyWorkspace: true,
    summary: "The caller: name, workspace and role",
    scope: "workspace:read",
    input: nothing,
    answer: profileSchema,
    verb: getProfile,
  }),
];
