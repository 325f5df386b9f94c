import { atLeast, type WorkspaceRole } from "#lib/domain/access.ts";
import { DomainError } from "#lib/domain/errors.ts";

/** A person's place in a workspace. */
export interface Membership {
  userId: string;
  role: WorkspaceRole;
  suspended: boolean;
}

export type MembershipCommand =
  | { type: "change-role"; role: WorkspaceRole }
  | { type: "suspend" }
  | { type: "restore" }
  | { type: "remove" }
  | { type: "transfer" };

/** Everything that a change of a membership depends on, as it is at the moment of the change. */
export interface MembershipFacts {
  /** Who changes it. */
  actor: Membership;
  target: Membership;
  /** Owners beside the target who may act from now on: neither suspended nor about to delete their account. */
  otherOwners: number;
}

export type MembershipPatch = { role?: WorkspaceRole; suspended?: boolean; removed?: true };

/** What becomes of the two. */
export interface MembershipChange {
  target: MembershipPatch;
  actor?: MembershipPatch;
}

/** Whether a role is more than another one. */
export const outranks = (role: WorkspaceRole, other: WorkspaceRole): boolean => !atLeast(other, role);

/** The roles that somebody may give, from the most to the least. */
export const rolesToGive = (role: WorkspaceRole): WorkspaceRole[] =>
  atLeast(role, "admin") ? (["owner", "admin", "member", "viewer"] as const).filter((one) => atLeast(role, one)) : [];

/** Whether somebody may change a person's membership at all: admins everyone's but owners'. */
export const mayManage = (role: WorkspaceRole, target: WorkspaceRole): boolean =>
  atLeast(role, "admin") && atLeast(role, target);

/**
 * The rules of changing people's memberships. Null when there is nothing to change.
 *
 * @throws `forbidden`, `last_owner`, `member_suspended`
 */
export function decideMembership(facts: MembershipFacts, command: MembershipCommand): MembershipChange | null {
  const { actor, target } = facts;
  const itself = actor.userId === target.userId;
  if (actor.suspended) throw forbidden("You are suspended in this workspace.");
  if (command.type === "transfer") return transfer(facts, itself);
  const leaving = itself && command.type === "remove";
  if (!leaving) requireManager(actor, target);
  switch (command.type) {
    case "change-role":
      if (command.role === target.role) return null;
      if (!atLeast(actor.role, command.role))
        throw forbidden(`Nobody gives a role above their own; yours is "${actor.role}".`);
      keepAnOwner(facts, command.role !== "owner");
      return { target: { role: command.role } };
    case "suspend":
      if (itself) throw forbidden("You cannot suspend yourself. Leave the workspace, or ask another admin.");
      if (target.suspended) return null;
      keepAnOwner(facts, true);
      return { target: { suspended: true } };
    case "restore":
      return target.suspended ? { target: { suspended: false } } : null;
    case "remove":
      keepAnOwner(facts, true);
      return { target: { removed: true } };
  }
}

/** The one who gets the workspace owns it; the one who gives it stays as an admin. */
function transfer({ actor, target }: MembershipFacts, itself: boolean): MembershipChange {
  if (actor.role !== "owner") throw forbidden("Only an owner hands the workspace over.");
  if (itself) throw forbidden("The workspace is yours already. Choose somebody else.");
  if (target.suspended)
    throw new DomainError(
      "member_suspended",
      "This person is suspended or about to delete their account. Choose somebody else.",
    );
  return { target: { role: "owner" }, actor: { role: "admin" } };
}

function requireManager(actor: Membership, target: Membership): void {
  if (!atLeast(actor.role, "admin"))
    throw forbidden(`This needs the workspace role "admin"; yours is "${actor.role}". Ask an admin.`);
  if (!mayManage(actor.role, target.role)) throw forbidden("Only an owner can change what an owner may do.");
}

function keepAnOwner({ target, otherOwners }: MembershipFacts, isLoss: boolean): void {
  if (isLoss && target.role === "owner" && otherOwners === 0)
    throw new DomainError(
      "last_owner",
      "A workspace needs an owner. Hand it over to somebody else first, in the settings of the workspace.",
    );
}

const forbidden = (detail: string) => new DomainError("forbidden", detail);
