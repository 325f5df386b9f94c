import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditLineView } from "#lib/application/audit/schema.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { CANARY } from "#lib/testing/owned.ts";

let world: DoorsWorld;
let owner: Person;

beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

interface List {
  items: AuditLineView[];
  nextCursor: string | null;
}
const read = async (query = "", as = owner): Promise<List> => {
  const response = await world.send("GET", `/api/audit${query}`, { as });
  expect(response.status).toBe(200);
  return response.json();
};

/** Puts a session away, which is noted. */
async function act(as: Person): Promise<string> {
  const sessionId = await world.session(as, `${CANARY} session`);
  expect((await world.send("DELETE", `/api/sessions/${sessionId}`, { as })).status).toBe(204);
  return sessionId;
}

test("an act is in the log with its actor, door and target, and without private text", async () => {
  const sessionId = await act(owner);
  const { items } = await read();
  expect(items[0]).toMatchObject({
    verb: "session.deleted",
    actor: expect.stringMatching(/^key:/),
    userId: owner.userId,
    person: { name: "Ada", email: `${owner.userId}@example.org` },
    door: "DELETE /api/sessions/{sessionId}",
    targetKind: "session",
    targetId: sessionId,
    erased: false,
  });
  expect(JSON.stringify(items)).not.toContain(CANARY);
});

test("the log is paged by keyset and filtered by verb, person, target and time", async () => {
  const house = await world.person();
  const colleague = await world.person({ workspaceId: house.workspaceId, role: "member" });
  const acts = [await act(house), await act(colleague), await act(house), await act(house)];
  expect((await world.send("POST", `/api/sessions/${acts[2]}/restore`, { as: house, body: {} })).status).toBe(204);

  const seen: number[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: List = await read(`?limit=2${cursor && `&cursor=${cursor}`}`, house);
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map((one) => one.sequence));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual([5, 4, 3, 2, 1]);

  const targets = async (query: string) => (await read(query, house)).items.map((one) => one.targetId);
  expect(await targets("?verb=session.restored")).toEqual([acts[2]]);
  expect(await targets(`?userId=${colleague.userId}`)).toEqual([acts[1]]);
  expect(await targets(`?target=${acts[3]}`)).toEqual([acts[3]]);
  const [newest] = (await read("", house)).items;
  const at = encodeURIComponent(newest?.at ?? "");
  expect(await targets(`?from=${at}`)).toContain(acts[2]);
  expect(await targets("?to=2020-01-01T00:00:00Z")).toEqual([]);
});

test.each(["?verb=nothing.known", "?cursor=x", "?from=yesterday", "?limit=0", "?userId=1", "?target="])(
  "%s is refused",
  async (query) => {
    expect((await world.send("GET", `/api/audit${query}`, { as: owner })).status).toBe(422);
  },
);

test("the log is for admins and owners, of their own workspace", async () => {
  const sessionId = await act(owner);
  const admin = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
  expect((await read("", admin)).items[0]?.targetId).toBe(sessionId);
  const stranger = await world.person();
  expect((await read("", stranger)).items).toEqual([]);
  for (const role of ["member", "viewer"] as const) {
    const person = await world.person({ workspaceId: owner.workspaceId, role });
    for (const path of ["/api/audit", "/api/audit/export", "/api/audit/verification", "/api/audit/retention"]) {
      const response = await world.send("GET", path, { as: person });
      expect([path, response.status, (await response.json()).code]).toEqual([path, 403, "forbidden"]);
    }
  }
  const refused = await world.send("PUT", "/api/audit/retention", { as: admin, body: { months: 1 } });
  expect(refused.status).toBe(403);
});

test("an export is a file in the order of the log, says in the log who took it, and runs no formula in a spreadsheet", async () => {
  const house = await world.person();
  const name = `=HYPERLINK("https://evil.example","${"x".repeat(20)}")`;
  await world.pool.query("update users set name = $2 where id = $1", [house.userId, name]);
  for (let n = 0; n < 3; n++) await act(house);

  const csv = await world.send("GET", "/api/audit/export?format=csv&verb=session.deleted", { as: house });
  expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''audit-log-[\d-]+\.csv$/);
  const rows = (await csv.text()).trimEnd().split("\r\n");
  expect(rows).toHaveLength(4);
  expect(rows[1]).toContain(`"'=HYPERLINK(""https://evil.example""`);
  expect(rows[1]).toMatch(/^3,/);

  const jsonl = await world.send("GET", "/api/audit/export?format=jsonl", { as: house });
  const lines = (await jsonl.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ verb, sequence }) => [sequence, verb])).toEqual([
    [5, "audit.exported"],
    [4, "audit.exported"],
    [3, "session.deleted"],
    [2, "session.deleted"],
    [1, "session.deleted"],
  ]);
  expect(lines[1]).toMatchObject({ after: { format: "csv", verb: "session.deleted" }, userId: house.userId });
});

test("an export of more than a page holds every entry once", async () => {
  const house = await world.person();
  await act(house);
  await world.pool.query(
    `insert into audit_log (id, workspace_id, at, actor, door, correlation_id, verb, target_kind, target_id)
     select gen_random_uuid(), $1, now(), 'system:upkeep', 'test', 'c', 'workspace.changed', 'workspace', 'house'
     from generate_series(1, 1200)`,
    [house.workspaceId],
  );
  const text = await (await world.send("GET", "/api/audit/export?format=jsonl", { as: house })).text();
  const sequences = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).sequence);
  expect(sequences).toEqual(Array.from({ length: 1202 }, (_, n) => 1202 - n));
});

test("the log can be verified, and how long it is kept can be changed by an owner", async () => {
  const house = await world.person();
  await act(house);
  const change = (body: unknown) =>
    world.send("PUT", "/api/audit/retention", { headers: { cookie: house.cookie }, body });
  expect(await (await change({ months: 24 })).json()).toEqual({ months: 24 });
  expect((await change({ months: 24 })).status).toBe(200); // nothing new, so nothing is noted
  expect(await (await world.send("GET", "/api/audit/retention", { as: house })).json()).toEqual({ months: 24 });
  for (const months of [0, 601, 1.5, "12", undefined]) expect((await change({ months })).status).toBe(422);

  const { items } = await read("", house);
  expect(items[0]).toMatchObject({ verb: "audit.retention-changed", before: { months: null }, after: { months: 24 } });
  const verification = await (await world.send("GET", "/api/audit/verification", { as: house })).json();
  expect(verification).toEqual({
    entries: 2,
    since: items[1]?.at,
    head: { sequence: 2, hash: items[0]?.hash },
    fault: null,
  });
});
