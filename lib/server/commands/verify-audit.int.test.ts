import { afterAll, beforeAll, expect, test } from "vitest";
import { createSessionWorld, type SessionWorld } from "#lib/testing/session-world.ts";
import type { CommandHost } from "./command.ts";
import { verifyAudit } from "./verify-audit.ts";

let world: SessionWorld;
beforeAll(async () => {
  world = await createSessionWorld();
});
afterAll(() => world.close());

async function run(...args: string[]) {
  const lines: string[] = [];
  const host = { databaseUrl: world.url, print: (line: string) => lines.push(line) } as unknown as CommandHost;
  return { code: await verifyAudit.run(args, host), lines };
}

/** A workspace with three entries. */
async function log(): Promise<string> {
  const { workspaceId } = await world.person();
  await world.pool.query(
    `insert into audit_log (id, workspace_id, at, actor, door, correlation_id, verb, target_kind, target_id)
     select gen_random_uuid(), $1, now(), 'system:upkeep', 'test', 'c', 'workspace.changed', 'workspace', 'house'
     from generate_series(1, 3)`,
    [workspaceId],
  );
  return workspaceId;
}

test("logs that are whole are told with their heads; a head that was kept is found again", async () => {
  const [one, other] = [await log(), await log()];
  const all = await run();
  expect(all.code).toBe(0);
  expect(all.lines.filter((line) => line.includes(one) || line.includes(other))).toHaveLength(2);
  const [line = ""] = (await run("--workspace", one)).lines;
  const [, head = ""] = /, head (3:[0-9a-f]{64})$/.exec(line) ?? [];
  expect((await run("--workspace", one, "--head", head)).code).toBe(0);
  expect((await run("--workspace", other, "--head", head)).code).toBe(1);
});

test("the first entry that does not fit is named, and the exit code is 1", async () => {
  const workspaceId = await log();
  await world.pool.query("alter table audit_log disable trigger user");
  await world.pool.query("update audit_log set actor = 'nobody' where workspace_id = $1 and sequence = 2", [
    workspaceId,
  ]);
  await world.pool.query("alter table audit_log enable trigger user");
  const { code, lines } = await run("--workspace", workspaceId);
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^BAD .*: entry 2: This entry was changed/)]);
  expect((await run()).code).toBe(1);
});

test("what makes no sense is refused with the way to say it", async () => {
  for (const args of [["--head", "1:00"], ["--head", `1:${"0".repeat(64)}`], ["--workspace", "No such"], ["--else"]])
    await expect(run(...args)).rejects.toThrow(/verify-audit|no workspace/);
});
