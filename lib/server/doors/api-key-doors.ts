import { createApiKey } from "#lib/application/api-keys/create-api-key.ts";
import { listApiKeys } from "#lib/application/api-keys/list-api-keys.ts";
import { renameApiKey } from "#lib/application/api-keys/rename-api-key.ts";
import { revokeApiKey } from "#lib/application/api-keys/revoke-api-key.ts";
import {
  apiKeyInput,
  apiKeySchema,
  createApiKeyInput,
  listApiKeysInput,
  newApiKeySchema,
  renameApiKeyInput,
} from "#lib/application/api-keys/schema.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

export const apiKeyDoors = [
  door({
    method: "GET",
    path: "/api/api-keys",
    summary: "API keys that have not been revoked, newest first: the caller's own, or the workspace's for admins",
    scope: "workspace:read",
    input: listApiKeysInput,
    answer: page(apiKeySchema),
    verb: listApiKeys,
  }),
  door({
    method: "POST",
    path: "/api/api-keys",
    summary: "Make an API key; the key is shown once",
    description:
      "A key acts in its maker's name, with their role in this workspace at that moment and never more than its scopes. It ends when it expires, when it is revoked, and when its maker leaves the workspace.",
    scope: "workspace:write",
    input: createApiKeyInput,
    example: { name: "Nightly report", scopes: ["sessions:read", "sessions:write", "agents:read"] },
    answer: newApiKeySchema,
    status: 201,
    creates: true,
    secretAnswer: true,
    audit: "api-key.created",
    verb: createApiKey,
  }),
  door({
    method: "PATCH",
    path: "/api/api-keys/{id}",
    summary: "Give an API key another name",
    scope: "workspace:write",
    input: renameApiKeyInput,
    example: { name: "Weekly report" },
    answer: apiKeySchema,
    audit: "api-key.changed",
    verb: renameApiKey,
  }),
  door({
    method: "DELETE",
    path: "/api/api-keys/{id}",
    summary: "End an API key at once: one of one's own, or any of the workspace for admins",
    scope: "workspace:write",
    input: apiKeyInput,
    answer: null,
    audit: "api-key.revoked",
    verb: revokeApiKey,
  }),
];
