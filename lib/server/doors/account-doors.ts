import { z } from "zod";
import { createApiKey } from "#lib/application/accounts/create-api-key.ts";
import { createInvitation } from "#lib/application/accounts/create-invitation.ts";
import { getProfile } from "#lib/application/accounts/get-profile.ts";
import { listApiKeys } from "#lib/application/accounts/list-api-keys.ts";
import { listMembers } from "#lib/application/accounts/list-members.ts";
import { registerWithInvitation } from "#lib/application/accounts/register-with-invitation.ts";
import { revokeApiKey } from "#lib/application/accounts/revoke-api-key.ts";
import {
  acceptInvitationInput,
  apiKeyInput,
  apiKeySchema,
  createApiKeyInput,
  createInvitationInput,
  listMembersInput,
  memberSchema,
  newAccountSchema,
  newApiKeySchema,
  newInvitationSchema,
  profileSchema,
  setupInput,
} from "#lib/application/accounts/schema.ts";
import { setup } from "#lib/application/accounts/setup.ts";
import { door, openDoor } from "./door.ts";
import { page } from "./page.ts";

const nothing = z.strictObject({});

/** People, keys and invitations. Signing in itself is next-auth's, under /api/auth. */
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
  openDoor({
    method: "POST",
    path: "/api/invitations/accept",
    summary: "Make an account with an invitation's token",
    input: acceptInvitationInput,
    example: { token: "inv_from_the_link", name: "Grace", password: "correct horse" },
    answer: newAccountSchema,
    status: 201,
    verb: registerWithInvitation,
  }),
  door({
    method: "POST",
    path: "/api/invitations",
    summary: "Invite a person by e-mail address; the token is shown once",
    scope: "members:write",
    input: createInvitationInput,
    example: { email: "grace@example.com", role: "member" },
    answer: newInvitationSchema,
    status: 201,
    creates: true,
    secretAnswer: true,
    verb: createInvitation,
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
    path: "/api/members",
    summary: "The people of the workspace, in the order in which they joined",
    scope: "members:read",
    input: listMembersInput,
    answer: page(memberSchema),
    verb: listMembers,
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
