import { changeRole } from "#lib/application/members/change-role.ts";
import { listMembers } from "#lib/application/members/list-members.ts";
import { removeMember } from "#lib/application/members/remove-member.ts";
import { changeRoleInput, listMembersInput, memberInput, memberSchema } from "#lib/application/members/schema.ts";
import { restoreMember, suspendMember } from "#lib/application/members/suspend-member.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

/** The people of the workspace. */
export const memberDoors = [
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
    method: "PATCH",
    path: "/api/members/{userId}",
    summary: "Give a member another role: for admins, up to their own, and of an owner only for owners",
    scope: "members:write",
    audit: "member.role-changed",
    input: changeRoleInput,
    example: { role: "viewer" },
    answer: memberSchema,
    verb: changeRole,
  }),
  door({
    method: "DELETE",
    path: "/api/members/{userId}",
    summary: "Take a member out of the workspace at once",
    description:
      "Their sockets and streams end, their API keys of the workspace for good, and what runs in their name is stopped. Their sessions and agents stay private, and are theirs again should they be invited again.",
    scope: "members:write",
    audit: "member.removed",
    input: memberInput,
    answer: null,
    verb: removeMember,
  }),
  door({
    method: "POST",
    path: "/api/members/{userId}/suspend",
    summary: "Shut a member out of the workspace at once",
    description: "As when they are removed, but their keys work again when they are restored.",
    scope: "members:write",
    audit: "member.suspended",
    input: memberInput,
    answer: null,
    verb: suspendMember,
  }),
  door({
    method: "POST",
    path: "/api/members/{userId}/restore",
    summary: "Let a suspended member in again",
    scope: "members:write",
    audit: "member.restored",
    input: memberInput,
    answer: null,
    verb: restoreMember,
  }),
];
