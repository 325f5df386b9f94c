import { z } from "zod";
import { createApiKey } from "#lib/application/accounts/create-api-key.ts";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { listApiKeys } from "#lib/application/accounts/list-api-keys.ts";
import { revokeApiKey } from "#lib/application/accounts/revoke-api-key.ts";
import {
  apiKeyInput,
  apiKeySchema,
  createApiKeyInput,
  newAccountSchema,
  newApiKeySchema,
  profileSchema,
  setupInput,
} from "#lib/application/accounts/schema.ts";
import { setup } from "#lib/application/accounts/setup.ts";
import { door, openDoor } from "./door.ts";

const nothing = z.strictObject({});

/** The first run, and the caller. Signing in itself is next-auth's, under /api/auth. */
export const accountDoors = [
  openDoor({
    method: "POST",
    path: "/api/setup",
    summary: "Make the owner and the workspace, on an empty database only",
    input: setupInput,
    example: { email: "ada@example.com", password: "correct horse", name: "Ada", workspaceName: "Lab" },
    answer: newAccountSchema,
    status: 201,
    verb: setup,
  }),
  door({
    method: "GET",
    path: "/api/me",
    summary: "The caller: name, workspace and role",
    scope: "workspace:read",
    input: nothing,
    answer: profileSchema,
    verb: getProfile,
  }),
  door({
    method: "GET",
    path: "/api/api-keys",
    summary: "The caller's own API keys",
    scope: "workspace:read",
    input: nothing,
    answer: z.object({ items: z.array(apiKeySchema) }),
    verb: listApiKeys,
  }),
  door({
    method: "POST",
    path: "/api/api-keys",
    summary: "Make an API key; the key is shown once",
    scope: "workspace:write",
    input: createApiKeyInput,
    example: { name: "Nightly report", scopes: ["sessions:read", "sessions:write", "agents:read"] },
    answer: newApiKeySchema,
    status: 201,
    creates: true,
    secretAnswer: true,
    verb: createApiKey,
  }),
  door({
    method: "DELETE",
    path: "/api/api-keys/{id}",
    summary: "End an API key at once",
    scope: "workspace:write",
    input: apiKeyInput,
    answer: null,
    verb: revokeApiKey,
  }),
];
