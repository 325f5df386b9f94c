import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { auditOf } from "#lib/application/audit-of.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { newId } from "#lib/server/new-id.ts";
import { createSessionWorld } from "#lib/testing/session-world.ts";
import { audited, writeAudit } from "./audit-log.ts";

let world: Awaited<ReturnType<typeof createSessionWorld>>;
let prisma: PrismaClient;
beforeAll(async () => {
  world = await createSessionWorld();
  prisma = createPrisma(world.pool);
});
afterAll(async () => {
  await prisma.$disconnect();
  await world.close();
});

async function house() {
  const { workspaceId, userId } = await world.person();
  const actor = { kind: "user", userId, authSessionId: randomUUID() } as const;
  const source = { actor, workspaceId, door: "test", correlationId: "c", now: () => new Date().toISOString(), newId };
  const entry = (name: string) =>
    auditOf(source, {
      verb: "workspace.changed",
      target: { kind: "workspace", id: workspaceId, name },
      after: { name },
    });
  const chain = async () => {
    const { rows } = await world.pool.query<{ sequence: string; name: string; text: string; hash: Buffer }>(
      `select sequence, target_name as name, audit_text(a) as text, hash from audit_log a where workspace_id = $1 order by sequence`,
      [workspaceId],
    );
    return rows;
  };
  return { workspaceId, entry, chain };
}

test("entries of a workspace form one chain without a gap, also when many are written at once", async () => {
  const { entry, chain } = await house();
  const names = Array.from({ length: 20 }, (_, n) => `name ${n}`);
  await Promise.all(names.map((name) => prisma.$transaction((tx) => writeAudit(tx, entry(name)))));
  await world.store.commit({ audit: [entry("one commit"), entry("two entries")] });

  const rows = await chain();
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_, n) => n + 1));
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...names, "one commit", "two entries"].toSorted());
  let before = Buffer.alloc(0);
  for (const { text, hash } of rows) {
    before = createHash("sha256").update(before).update(text).digest();
    expect(hash.equals(before)).toBe(true);
  }
});

test("a change and its entry are one: what fails or changes nothing is not in the log", async () => {
  const { workspaceId, entry, chain } = await house();
  const rename = (name: string) =>
    audited(prisma, entry(name), (tx) => tx.workspace.update({ where: { id: workspaceId }, data: { name } }));
  await rename("Lab");
  await audited(prisma, entry("nothing"), async () => false);
  const failing = audited(prisma, entry("failed"), async (tx) => {
    await tx.workspace.update({ where: { id: workspaceId }, data: { name: "failed" } });
    throw new Error("after the change");
  });
  await expect(failing).rejects.toThrow("after the change");
  expect((await chain()).map(({ name }) => name)).toEqual(["Lab"]);
  expect(await prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).toMatchObject({ name: "Lab" });
});

test("an entry cannot be changed", async () => {
  const { workspaceId, entry } = await house();
  await world.store.commit({ audit: [entry("Lab")] });
  const change = world.pool.query("update audit_log set target_name = 'Other' where workspace_id = $1", [workspaceId]);
  await expect(change).rejects.toThrow("never changed");
});
