import { describe, expect, test } from "vitest";
import { WORKSPACE_ROLES, type WorkspaceRole } from "#lib/domain/access.ts";
import { decideMembership, type MembershipCommand, rolesToGive } from "./membership.ts";

const member = (userId: string, role: WorkspaceRole, suspended = false) => ({ userId, role, suspended });

function outcome(
  actor: WorkspaceRole,
  target: WorkspaceRole,
  command: MembershipCommand,
  { otherOwners = 1, itself = false, suspended = false } = {},
) {
  const facts = { actor: member("a", actor), target: member(itself ? "a" : "b", target, suspended), otherOwners };
  try {
    return decideMembership(facts, command);
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe("a role", () => {
  test("is changed by admins and owners, never to one above their own, and owners only by owners", () => {
    for (const actor of WORKSPACE_ROLES)
      for (const target of WORKSPACE_ROLES)
        for (const role of WORKSPACE_ROLES) {
          const allowed = actor === "owner" || (actor === "admin" && target !== "owner" && role !== "owner");
          const expected = role === target && allowed ? null : allowed ? { target: { role } } : "forbidden";
          expect([actor, target, role, outcome(actor, target, { type: "change-role", role })]).toEqual([
            actor,
            target,
            role,
            expected,
          ]);
        }
  });

  test("of one's own goes down, never up", () => {
    const own = { itself: true };
    expect(outcome("admin", "admin", { type: "change-role", role: "owner" }, own)).toBe("forbidden");
    expect(outcome("member", "member", { type: "change-role", role: "viewer" }, own)).toBe("forbidden");
    expect(outcome("admin", "admin", { type: "change-role", role: "viewer" }, own)).toEqual({
      target: { role: "viewer" },
    });
  });

  test("is offered as far as one may give it", () => {
    expect(WORKSPACE_ROLES.map(rolesToGive)).toEqual([
      ["owner", "admin", "member", "viewer"],
      ["admin", "member", "viewer"],
      [],
      [],
    ]);
  });
});

test("the last owner cannot be demoted, suspended or removed, nor leave; a suspended one is not counted", () => {
  const last = { otherOwners: 0 };
  const itself = { ...last, itself: true };
  expect(outcome("owner", "owner", { type: "change-role", role: "admin" }, itself)).toBe("last_owner");
  expect(outcome("owner", "owner", { type: "remove" }, itself)).toBe("last_owner");
  expect(outcome("owner", "owner", { type: "suspend" }, last)).toBe("last_owner");
  expect(outcome("owner", "owner", { type: "remove" }, { ...last, suspended: true })).toBe("last_owner");
  expect(outcome("owner", "owner", { type: "remove" }, { otherOwners: 1, suspended: true })).toEqual({
    target: { removed: true },
  });
});

test("everyone but the last owner may leave; only admins and owners remove others, and nobody suspends themselves", () => {
  for (const role of WORKSPACE_ROLES)
    expect(outcome(role, role, { type: "remove" }, { itself: true })).toEqual({ target: { removed: true } });
  expect(outcome("member", "viewer", { type: "remove" })).toBe("forbidden");
  expect(outcome("admin", "owner", { type: "remove" })).toBe("forbidden");
  expect(outcome("admin", "admin", { type: "suspend" }, { itself: true })).toBe("forbidden");
});

test("suspending and restoring twice changes nothing the second time", () => {
  expect(outcome("admin", "member", { type: "suspend" })).toEqual({ target: { suspended: true } });
  expect(outcome("admin", "member", { type: "suspend" }, { suspended: true })).toBeNull();
  expect(outcome("admin", "member", { type: "restore" }, { suspended: true })).toEqual({
    target: { suspended: false },
  });
  expect(outcome("admin", "member", { type: "restore" })).toBeNull();
});

test("only an owner hands the workspace over, to somebody else who is there, and stays as an admin", () => {
  const transfer = { type: "transfer" } as const;
  expect(outcome("owner", "member", transfer, { otherOwners: 0 })).toEqual({
    target: { role: "owner" },
    actor: { role: "admin" },
  });
  expect(outcome("admin", "member", transfer)).toBe("forbidden");
  expect(outcome("owner", "owner", transfer, { itself: true })).toBe("forbidden");
  expect(outcome("owner", "member", transfer, { suspended: true })).toBe("member_suspended");
});

test("whoever is suspended changes nothing, whatever their role", () => {
  const facts = { actor: member("a", "owner", true), target: member("b", "member"), otherOwners: 0 };
  expect(() => decideMembership(facts, { type: "remove" })).toThrow("suspended");
});
