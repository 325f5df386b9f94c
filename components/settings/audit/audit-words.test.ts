import { expect, test } from "vitest";
import type { AuditLineView } from "#lib/application/audit/schema.ts";
import { changesOf, wordsOf } from "./audit-words.ts";

const line = (changes: Partial<AuditLineView>): AuditLineView => ({
  id: "01a1fdbb-0000-7000-8000-000000000001",
  sequence: 1,
  at: "2026-11-21T10:00:00.000Z",
  actor: "user:01a1fdbb-0000-7000-8000-0000000000aa",
  userId: "01a1fdbb-0000-7000-8000-0000000000aa",
  person: { name: "Ada", email: "ada@example.org" },
  door: "PATCH /api/members/{userId}",
  correlationId: "c",
  verb: "member.role-changed",
  targetKind: "member",
  targetId: "01a1fdbb-0000-7000-8000-0000000000bb",
  targetName: "grace@example.org",
  before: null,
  after: null,
  erased: false,
  hash: "00",
  ...changes,
});
const sentence = (changes: Partial<AuditLineView>) => {
  const { who, did, what } = wordsOf(line(changes));
  return [who, did, what].filter(Boolean).join(" ");
};

test("an entry is a sentence", () => {
  expect(sentence({})).toBe("Ada changed the role of grace@example.org");
  const own = { targetKind: "account", targetId: "01a1fdbb-0000-7000-8000-0000000000aa", targetName: "Ada" };
  expect(sentence({ ...own, verb: "account.signed-in" })).toBe("Ada signed in");
  expect(sentence({ targetKind: "session", targetName: null, verb: "session.deleted" })).toBe(
    "Ada deleted the session …000000bb",
  );
});

test("who is gone or was never known has words of their own", () => {
  expect(sentence({ person: null, targetName: null })).toBe("Deleted account …000000aa changed the role of …000000bb");
  const upkeep = { person: null, userId: null, actor: "system:upkeep", verb: "audit.pruned", targetKind: "audit" };
  expect(sentence({ ...upkeep, targetName: null } as Partial<AuditLineView>)).toBe(
    "Throughline removed old entries of the audit log",
  );
});

test("what has changed is told field by field, and what has not is left out", () => {
  const changes = changesOf({
    before: { role: "admin", baseUrl: null, same: [1] },
    after: { role: "member", baseUrl: "https://x", same: [1], scopes: ["a", "b"], more: { a: 1 } },
  });
  expect(changes).toEqual([
    { field: "role", before: "admin", after: "member" },
    { field: "base url", before: null, after: "https://x" },
    { field: "scopes", before: null, after: "a, b" },
    { field: "more", before: null, after: '{"a":1}' },
  ]);
  expect(changesOf({ before: null, after: null })).toEqual([]);
});
