import type { AuditVerb } from "#lib/domain/audit.ts";
import {
  decideMembership,
  type MembershipChange,
  type MembershipCommand,
  type MembershipFacts,
  type MembershipPatch,
} from "#lib/domain/workspace/membership.ts";
import { CREDENTIAL_ENDED, membershipKey } from "../accounts/credential-ended.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { MemberDetail } from "../ports/workspaces.ts";
import { stopWorkOf } from "./stop-work-of.ts";

/**
 * Changes a person's place in the workspace by the rules of the domain. Their open sockets and streams here end at
 * once; what runs in their name is stopped when they may do nothing any more.
 *
 * @throws `not_found`, and what the rules refuse: `forbidden`, `last_owner`, `member_suspended`
 */
export async function changeMembership(ctx: Context, userId: string, command: MembershipCommand): Promise<void> {
  const { workspaceId, actor, ports } = ctx;
  const place = { workspaceId, actorId: actor.userId, userId, at: ctx.now() };
  const changed = await ports.memberships.change(place, (facts, target) => {
    const change = decideMembership(facts, command);
    if (change && isAboutOwnership(facts, change)) requirePerson(ctx);
    return change && { change, audit: auditOf(ctx, entryOf(target, command, change, actor.userId)) };
  });
  if (changed === null) throw notFound("member");
  if (!changed) return;
  for (const id of changed.actor ? [userId, actor.userId] : [userId])
    ports.invalidations.publish(CREDENTIAL_ENDED, membershipKey(workspaceId, id));
  if (changed.target.removed || changed.target.suspended) await stopWorkOf(ctx, userId);
}

/** Who owns a workspace is for people to say. */
const isAboutOwnership = ({ target: { role } }: MembershipFacts, { target }: MembershipChange): boolean =>
  role === "owner" || target.role === "owner";

const VERBS: Record<MembershipCommand["type"], AuditVerb> = {
  "change-role": "member.role-changed",
  suspend: "member.suspended",
  restore: "member.restored",
  remove: "member.removed",
  transfer: "workspace.ownership-transferred",
};

function entryOf(member: MemberDetail, { type }: MembershipCommand, { target }: MembershipChange, actorId: string) {
  const left = type === "remove" && member.userId === actorId;
  return {
    verb: left ? ("member.left" as const) : VERBS[type],
    target: { kind: "member" as const, id: member.userId, name: member.email },
    before: { role: member.role },
    after: afterOf(member, target),
  };
}

const afterOf = ({ role }: MemberDetail, patch: MembershipPatch) => (patch.removed ? null : { role, ...patch });
