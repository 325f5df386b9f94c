import { access } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildProjections } from "#lib/adapters/postgres/rebuild-projections.ts";
import { eraseDue } from "#lib/application/deletion/erase-due.ts";
import { openLatest } from "#lib/application/sessions/open-latest.ts";
import { contextOf } from "#lib/server/context.ts";
import { newId } from "#lib/server/new-id.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { CANARY, type Owned, own } from "#lib/testing/owned.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());

const erase = (as: Person | null, sessionId = owned.sessionId, hard = "true") =>
  world.send("DELETE", `/api/sessions/${sessionId}?hard=${hard}`, { as });

const restore = () => world.send("POST", `/api/sessions/${owned.sessionId}/restore`, { as: owner });

/** Every table with a column that names a session, and how many rows name this one. */
async function rowsOf(sessionId: string): Promise<Record<string, number>> {
  const { rows: tables } = await world.pool.query(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'session_id' order by 1`,
  );
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await world.pool.query(`select count(*)::int as n from ${name} where session_id = $1`, [
        sessionId,
      ]);
      return [name, rows[0].n] as const;
    }),
  );
  const sessions = await world.pool.query("select 1 from sessions where id = $1", [sessionId]);
  return { ...Object.fromEntries(counts), sessions: sessions.rowCount ?? 0 };
}
/** Tables in which a text still stands. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows: tables } = await world.pool.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await world.pool.query(`select 1 from ${name} t where strpos(t::text, $1) > 0 limit 1`, [text]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
const verbs = async () =>
  (
    await world.pool.query("select verb from audit_log where target_id = $1 order by sequence", [owned.sessionId])
  ).rows.map(({ verb }) => verb);

test("a session that is deleted for good takes along everything that hangs on it, and nothing else", async () => {
  owner = await world.person();
  owned = await own(world, owner);
  const other = await world.session(owner, "Stays");
  await world.say(await world.conversation(owner, other, "guide"), { parts: [{ type: "text", text: "Still here" }] });
  const others = await rowsOf(other);
  const file = world.ports.files.path(owned.fileId);
  await access(file);

  expect((await erase(owner)).status).toBe(204);
  const left = await rowsOf(owned.sessionId);
  // The agent's own log says, in ids alone, that it has taken part; its read model follows from that.
  expect(Object.entries(left).filter(([, count]) => count > 0)).toEqual([["agent_sessions", 1]]);
  await expect(access(file)).rejects.toThrow();
  expect(await rowsOf(other)).toEqual(others);
  expect((await rebuildProjections(world.pool, { check: true })).differences).toBe(0);
  expect(await verbs()).toEqual(["session.deleted", "session.erased"]);
  for (const kind of ["session", "question", "answer", "draft", "memory"])
    expect([kind, await tablesWith(`${CANARY} ${kind}`)]).toEqual([kind, []]);
  // What is no session's has its name from the same test.
  const ofOthers = ["api_keys", "audit_log", "auth_sessions", "identities", "llm_configs"];
  expect(ofOthers).toEqual(expect.arrayContaining(await tablesWith(CANARY)));

  expect((await erase(owner)).status).toBe(404);
  expect((await world.send("POST", `/api/sessions/${owned.sessionId}/restore`, { as: owner })).status).toBe(404);
});

test("what a repeat of the request that made it would have been told goes with it", async () => {
  owner = await world.person();
  const title = `Secret ${CANARY}`;
  const headers = { "idempotency-key": "once" };
  const made = await world.send("POST", "/api/sessions", { as: owner, body: { title }, headers });
  const { id } = await made.json();
  expect(await tablesWith(title)).toContain("idempotency_keys");
  expect((await erase(owner, id)).status).toBe(204);
  expect(await tablesWith(title)).toEqual([]);
});

test("one that was put away before can be deleted for good; without `hard` it can be restored", async () => {
  owner = await world.person();
  owned = await own(world, owner);
  expect((await erase(owner, owned.sessionId, "false")).status).toBe(204);
  expect((await rowsOf(owned.sessionId)).messages).toBe(2);
  expect((await erase(owner)).status).toBe(204);
  expect((await rowsOf(owned.sessionId)).messages).toBe(0);
  expect(await verbs()).toEqual(["session.deleted", "session.erased"]);
});

test("one that is restored while its work still ends stays as it was, files too", async () => {
  owner = await world.person();
  owned = await own(world, owner);
  const { rowCount } = await world.pool.query(
    `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, status, accepted_at)
     select m.id, s.workspace_id, s.id, m.conversation_id, $2, 'guide', s.owner_id, $3, 'running', now()
     from messages m join sessions s on s.id = m.session_id where m.id = $1`,
    [owned.turnId, owned.agentId, owned.askedId],
  );
  expect(rowCount).toBe(1);
  const erased = erase(owner);
  const putAway = "select 1 from sessions where id = $1 and deleted_at is not null";
  await expect.poll(async () => (await world.pool.query(putAway, [owned.sessionId])).rowCount).toBe(1);
  expect((await restore()).status).toBe(204);
  await world.pool.query("update turns set status = 'stopped', ended_at = now() where id = $1", [owned.turnId]);
  expect((await erased).status).toBe(409);
  expect((await world.send("GET", `/api/sessions/${owned.sessionId}`, { as: owner })).status).toBe(200);
  await access(world.ports.files.path(owned.fileId));
  expect((await rowsOf(owned.sessionId)).files).toBe(1);
});

test("restored and deleted at the same moment, it is there with its file or gone, and both answers say which", async () => {
  for (let round = 0; round < 10; round++) {
    owner = await world.person();
    owned = await own(world, owner);
    await erase(owner, owned.sessionId, "false");
    const [erased, restored] = await Promise.all([erase(owner), restore()]);
    const seen = (await world.send("GET", `/api/sessions/${owned.sessionId}`, { as: owner })).status;
    const file = await access(world.ports.files.path(owned.fileId)).then(
      () => true,
      () => false,
    );
    const said = [erased.status, restored.status, seen, file];
    expect([
      [204, 404, 404, false],
      // It was restored before it was put away once more.
      [204, 204, 404, false],
      [409, 204, 200, true],
    ]).toContainEqual(said);
  }
});

test("by several at once it is deleted once, and nobody hears of a fault", async () => {
  for (let round = 0; round < 5; round++) {
    owner = await world.person();
    owned = await own(world, owner);
    const answers = await Promise.all(Array.from({ length: 6 }, () => erase(owner)));
    expect([204, 404]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
    expect(answers.map(({ status }) => status)).toContain(204);
    expect((await verbs()).filter((verb) => verb === "session.erased")).toHaveLength(1);
  }
});

test("the bytes of a file go after its row, also when the process dies in between", async () => {
  owner = await world.person();
  owned = await own(world, owner);
  const { files } = world.ports;
  await world.pool.query("delete from sessions where id = $1", [owned.sessionId]);
  await access(files.path(owned.fileId));
  const upkeep = (ports: typeof world.ports) =>
    eraseDue({ ctx: { now: () => new Date().toISOString(), newId, ports } });
  const dying = { ...files, remove: () => Promise.reject(new Error("The process dies.")) };
  await expect(upkeep({ ...world.ports, files: dying })).rejects.toThrow("dies");
  await access(files.path(owned.fileId));
  await upkeep(world.ports);
  await expect(access(files.path(owned.fileId))).rejects.toThrow();
});

test("only its owner may: whoever has a role on its agent hears so, for everybody else it is not there", async () => {
  owner = await world.person();
  owned = await own(world, owner);
  const guest = await world.person({ workspaceId: owner.workspaceId, role: "member" });
  for (const role of ["observer", "mentee", "shared", "primary"] as const) {
    const path = `/api/agents/${owned.agentId}/assignments`;
    await world.send("POST", path, { as: owner, body: { userId: guest.userId, role } });
    expect([role, (await erase(guest)).status]).toEqual([role, 403]);
    await world.send("DELETE", `${path}?userId=${guest.userId}`, { as: owner });
  }
  for (const stranger of [guest, await world.person()]) expect((await erase(stranger)).status).toBe(404);
  expect((await erase(owner, owned.sessionId, "yes")).status).toBe(422);
  expect((await rowsOf(owned.sessionId)).messages).toBe(2);
  expect(await verbs()).toEqual([]);
});

test("the session that begins where none is left never has the id of one that was deleted for good", async () => {
  const person = await world.person();
  const { workspaceId, userId } = person;
  const actor = { kind: "user", userId, authSessionId: newId() } as const;
  const ctx = contextOf({ actor, workspaceId, role: "owner" }, newId(), "page");
  const first = (await openLatest({ ctx })) ?? "";
  expect(await openLatest({ ctx })).toBe(first);
  expect((await erase(person, first)).status).toBe(204);
  expect(await openLatest({ ctx })).not.toBe(first);
});
