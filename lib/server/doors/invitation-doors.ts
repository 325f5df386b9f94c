import { z } from "zod";
import { newAccountSchema } from "#lib/application/accounts/schema.ts";
import { acceptInvitation } from "#lib/application/invitations/accept-invitation.ts";
import { createInvitation, createInvitations } from "#lib/application/invitations/create-invitations.ts";
import { listInvitations } from "#lib/application/invitations/list-invitations.ts";
import { renewInvitation } from "#lib/application/invitations/renew-invitation.ts";
import { requestSignUp } from "#lib/application/invitations/request-sign-up.ts";
import { revokeInvitation } from "#lib/application/invitations/revoke-invitation.ts";
import {
  acceptInvitationInput,
  createInvitationInput,
  createInvitationsInput,
  invitationInput,
  invitationSchema,
  newInvitationSchema,
  requestSignUpInput,
} from "#lib/application/invitations/schema.ts";
import { door, openDoor } from "./door.ts";

const nothing = z.strictObject({});

/** Ways into a workspace. Links work once, for seven days; where mail is sent they go out by mail too. */
export const invitationDoors = [
  openDoor({
    method: "POST",
    path: "/api/sign-up",
    summary: "Ask for a link to the workspaces that are open to the domain of one's address",
    description: "The answer is the same for every address. 403 `sign_up_closed` where no mail is sent.",
    input: requestSignUpInput,
    example: { email: "grace@example.com" },
    answer: null,
    status: 202,
    verb: requestSignUp,
  }),
  openDoor({
    method: "POST",
    path: "/api/invitations/accept",
    summary: "Make an account with an invitation's token",
    audit: "member.joined",
    input: acceptInvitationInput,
    example: { token: "inv_from_the_link", name: "Grace", password: "correct horse" },
    answer: newAccountSchema,
    status: 201,
    verb: acceptInvitation,
  }),
  door({
    method: "GET",
    path: "/api/invitations",
    summary: "Invitations that nobody has accepted yet: for admins",
    scope: "members:read",
    input: nothing,
    answer: z.object({ items: z.array(invitationSchema) }),
    verb: listInvitations,
  }),
  door({
    method: "POST",
    path: "/api/invitations",
    summary: "Invite a person by e-mail address; the token is shown once",
    description: "409 `already_exists` for a member. An open invitation to the same address is replaced.",
    scope: "members:write",
    audit: "invitation.created",
    input: createInvitationInput,
    example: { email: "grace@example.com", role: "member" },
    answer: newInvitationSchema,
    status: 201,
    creates: true,
    secretAnswer: true,
    verb: createInvitation,
  }),
  door({
    method: "POST",
    path: "/api/invitations/batch",
    summary: "Invite several people at once, all or none; the tokens are shown once",
    scope: "members:write",
    audit: "invitation.created",
    input: createInvitationsInput,
    example: { emails: ["grace@example.com", "alan@example.com"], role: "member" },
    answer: z.object({ items: z.array(newInvitationSchema) }),
    status: 201,
    creates: true,
    secretAnswer: true,
    verb: createInvitations,
  }),
  door({
    method: "POST",
    path: "/api/invitations/{invitationId}/renew",
    summary: "Give an invitation seven more days and a new link; the old one ends",
    scope: "members:write",
    audit: "invitation.renewed",
    input: invitationInput,
    answer: newInvitationSchema,
    secretAnswer: true,
    verb: renewInvitation,
  }),
  door({
    method: "DELETE",
    path: "/api/invitations/{invitationId}",
    summary: "End an invitation",
    scope: "members:write",
    audit: "invitation.revoked",
    input: invitationInput,
    answer: null,
    verb: revokeInvitation,
  }),
];
