import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { pruneAudit } from "#lib/application/audit/prune-audit.ts";
import { auditOf } from "#lib/application/audit-of.ts";
import type { AuditLog } from "#lib/application/ports/audit.ts";
import type { Ports } from "#lib/application/ports/index.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { createAuditLog } from "./audit-reads.ts";

let world: Awaited<ReturnType<typeof createSessionWorld>>;
let prisma: PrismaClient;
let auditLog: AuditLog;
beforeAll(async () => {
  world = await createSessionWorld();
  prisma = createPrisma(world.pool);
  auditLog = createAuditLog(prisma, world.pool);
});
afterAll(async () => {
  await prisma.$disconnect();
  await world.close();
});

const DAY_MS = 24 * 60 * 60 * 1000;

/** A workspace with five entries, the first ones a day apart from the next. */
async function log(startedAt = Date.UTC(2026, 0, 1)) {
  const { workspaceId, userId } = await world.person();
  const actor = { kind: "user", userId, authSessionId: randomUUID() } as const;
  const write = (name: string, at: number, target = workspaceId) =>
    auditLog.note(
      auditOf(
        { actor, workspaceId, door: "test", correlationId: "c", now: () => new Date(at).toISOString(), newId },
        {
          verb: name === "deleted" ? "account.deleted" : "member.role-changed",
          target: { kind: "member", id: target, name },
          before: { role: "admin" },
          after: { role: "member", limits: [1, 2.5, "ä\u2028"] },
        },
      ),
    );
  for (let n = 0; n < 5; n++) await write(`name ${n + 1}`, startedAt + n * DAY_MS);
  return { workspaceId, userId, write, verify: () => auditLog.verify(workspaceId) };
}

/** As a superuser would, past the triggers. */
async function tamper(...statements: string[]): Promise<void> {
  const client = await world.pool.connect();
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    for (const statement of statements) await client.query(statement);
    await client.query("commit");
  } finally {
    client.release();
  }
}

test("a log that nobody has touched is whole, and says since when and with what it ends", async () => {
  const { workspaceId, verify } = await log();
  const [last] = await auditLog.lines(workspaceId, {}, { limit: 1 });
  expect(await verify()).toEqual({
    entries: 5,
    since: "2026-01-01T00:00:00.000Z",
    head: { sequence: 5, hash: last?.hash },
    fault: null,
  });
  expect(await auditLog.verify(randomUUID())).toEqual({ entries: 0, since: null, head: null, fault: null });
});

describe("what somebody does to the rows past the triggers is found:", () => {
  const cases: [what: string, at: number, (where: string) => string[]][] = [
    ["a verb", 3, (where) => [`update audit_log set verb = 'member.left' where ${where} and sequence = 3`]],
    ["an actor", 1, (where) => [`update audit_log set actor = 'system:turn' where ${where} and sequence = 1`]],
    ["a time", 2, (where) => [`update audit_log set at = at + interval '1 s' where ${where} and sequence = 2`]],
    ["a name", 4, (where) => [`update audit_log set target_name = 'Eve' where ${where} and sequence = 4`]],
    ["what was before", 5, (where) => [`update audit_log set before = null where ${where} and sequence = 5`]],
    [
      "a name with its digest made anew",
      2,
      (where) => [
        `update audit_log set target_name = 'Eve' where ${where} and sequence = 2`,
        `update audit_log a set details = audit_details(a) where ${where} and sequence = 2`,
      ],
    ],
    [
      "an entry with its hash made anew",
      4,
      (where) => [
        `update audit_log set actor = 'nobody' where ${where} and sequence = 3`,
        `update audit_log a set hash = sha256((select b.hash from audit_log b where b.workspace_id = a.workspace_id and b.sequence = 2)
           || convert_to(audit_text(a), 'UTF8')) where ${where} and sequence = 3`,
      ],
    ],
    ["the first entry gone", 1, (where) => [`delete from audit_log where ${where} and sequence = 1`]],
    ["one in the middle gone", 3, (where) => [`delete from audit_log where ${where} and sequence = 3`]],
    ["the last one gone", 5, (where) => [`delete from audit_log where ${where} and sequence = 5`]],
    ["all gone", 1, (where) => [`delete from audit_log where ${where}`]],
    ["the head gone", 5, (where) => [`delete from audit_heads where ${where}`]],
    [
      "two that have changed places",
      2,
      (where) => [
        `update audit_log set sequence = case sequence when 2 then 1003 else 1002 end where ${where} and sequence in (2, 3)`,
        `update audit_log set sequence = sequence - 1000 where ${where} and sequence > 1000`,
      ],
    ],
    [
      "a beginning that is said to have had its time",
      2,
      (where) => [
        `update audit_heads set pruned_sequence = 2, pruned_hash = (select hash from audit_log where ${where} and sequence = 2) where ${where}`,
        `delete from audit_log where ${where} and sequence <= 2`,
      ],
    ],
    [
      "a name that is erased for nobody",
      3,
      (where) => [
        `update audit_log set target_name = null, before = null, after = null, salt = null, erased_for = gen_random_uuid()
         where ${where} and sequence = 3`,
      ],
    ],
  ];

  test.each(cases)("%s", async (_, sequence, statements) => {
    const { workspaceId, verify } = await log();
    await tamper(...statements(`workspace_id = '${workspaceId}'`));
    expect((await verify()).fault).toEqual({ sequence, reason: expect.any(String) });
  });

  test("the whole log written anew, by a hash that was kept elsewhere", async () => {
    const { workspaceId } = await log();
    const { head } = await auditLog.verify(workspaceId);
    if (!head) throw new Error("The log has entries.");
    await tamper(
      `delete from audit_log where workspace_id = '${workspaceId}'`,
      `delete from audit_heads where workspace_id = '${workspaceId}'`,
    );
    expect((await auditLog.verify(workspaceId, head)).fault).toMatchObject({ sequence: 1 });
    const rewritten = await log();
    const other = (await rewritten.verify()).head;
    expect((await auditLog.verify(rewritten.workspaceId, head)).fault).toMatchObject({ sequence: 5 });
    expect((await auditLog.verify(rewritten.workspaceId, other ?? undefined)).fault).toBeNull();
  });
});

test("what names a person can be erased once their account's end is in the log; nothing else can be changed or deleted", async () => {
  const { workspaceId, write, verify } = await log();
  const person = randomUUID();
  const erase = (sequence: number) =>
    world.pool.query(
      `update audit_log set target_name = null, before = null, after = null, salt = null, erased_for = $3
       where workspace_id = $1 and sequence = $2`,
      [workspaceId, sequence, person],
    );
  await write("deleted", Date.UTC(2026, 1, 1), person);
  await erase(3);
  expect((await verify()).fault).toBeNull();
  const [line] = await auditLog.lines(workspaceId, {}, { limit: 1, before: 4 });
  expect(line).toMatchObject({ sequence: 3, erased: true, targetName: null, before: null, after: null });

  for (const change of [
    "target_name = 'Eve'",
    "erased_for = null, salt = '\\x00'",
    "verb = 'member.left'",
    `target_name = null, before = null, after = null, salt = null, erased_for = '${person}', actor = 'nobody'`,
  ]) {
    const sequence = change.startsWith("erased_for") ? 3 : 4;
    const changed = world.pool.query(
      `update audit_log set ${change} where workspace_id = $1 and sequence = ${sequence}`,
      [workspaceId],
    );
    await expect(changed).rejects.toThrow("never changed");
  }
  const gone = world.pool.query("delete from audit_log where workspace_id = $1 and sequence = 1", [workspaceId]);
  await expect(gone).rejects.toThrow("retention or with its workspace only");
  expect((await verify()).fault).toBeNull();
});

describe("retention", () => {
  const prune = (now: string) =>
    pruneAudit({ ctx: { now: () => now, newId, ports: { auditLog } as unknown as Ports } });
  const keep = (workspaceId: string, months: number | null) =>
    world.pool.query("update workspaces set audit_months = $2 where id = $1", [workspaceId, months]);
  const sequences = async (workspaceId: string) =>
    (await auditLog.lines(workspaceId, {}, { limit: 100 })).map(({ sequence, verb }) => [sequence, verb]);

  test("takes away what has had its time, says so, and the rest is whole", async () => {
    const [pruned, kept] = [await log(), await log()];
    await keep(pruned.workspaceId, 1);
    await prune("2026-02-03T12:00:00.000Z");
    expect(await sequences(pruned.workspaceId)).toEqual([
      [6, "audit.pruned"],
      [5, "member.role-changed"],
      [4, "member.role-changed"],
      [3, "member.role-changed"],
    ]);
    expect(await pruned.verify()).toMatchObject({ entries: 4, since: "2026-01-03T00:00:00.000Z", fault: null });
    expect(await sequences(kept.workspaceId)).toHaveLength(5);

    await prune("2026-02-03T18:00:00.000Z");
    expect(await sequences(pruned.workspaceId)).toHaveLength(4);
    await prune("2026-02-04T06:00:00.000Z");
    expect(await pruned.verify()).toMatchObject({ entries: 4, since: "2026-01-04T00:00:00.000Z", fault: null });

    const old = { sequence: 1, hash: "0".repeat(64) };
    expect((await auditLog.verify(pruned.workspaceId, old)).fault).toMatchObject({ sequence: 1 });
    await tamper(`delete from audit_log where workspace_id = '${pruned.workspaceId}' and sequence = 5`);
    expect((await pruned.verify()).fault).toMatchObject({ sequence: 5 });
  });

  test("can take all there was: the log goes on from there", async () => {
    const { workspaceId, verify, write } = await log();
    await keep(workspaceId, 1);
    await prune("2027-01-01T00:00:00.000Z");
    await write("later", Date.UTC(2027, 0, 2));
    expect(await sequences(workspaceId)).toEqual([
      [7, "member.role-changed"],
      [6, "audit.pruned"],
    ]);
    expect((await verify()).fault).toBeNull();
  });
});

test("a log goes with its workspace", async () => {
  const { workspaceId } = await log();
  await world.pool.query("delete from workspaces where id = $1", [workspaceId]);
  expect(await auditLog.lines(workspaceId, {}, { limit: 1 })).toEqual([]);
});
