import { access } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "#lib/server/new-id.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { CANARY, own } from "#lib/testing/owned.ts";
import { eraseDue } from "./erase-due.ts";

let world: DoorsWorld;
let tables: { name: string; columns: string[] }[];
beforeAll(async () => {
  world = await createDoorsWorld();
  const { rows } = await world.pool.query(
    `select c.table_name as name, array_agg(c.column_name::text) as columns from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by 1 order by 1`,
  );
  tables = rows;
});
afterAll(() => world.close());

const DAY_MS = 24 * 60 * 60 * 1000;
const days = (count: number) => new Date(Date.now() + count * DAY_MS).toISOString();
const erase = (at: string) => eraseDue({ ctx: { now: () => at, newId, ports: world.ports } });

/** Where a text stands, in any column of any table: `table: n`. */
async function traces(...texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await world.pool.query<{ n: number }>(
      `select count(*)::int as n from ${name} t where strpos(t::text, any_text.text) > 0`.replace(
        "where strpos(t::text, any_text.text) > 0",
        "where exists (select 1 from unnest($1::text[]) x where strpos(lower(t::text), lower(x)) > 0)",
      ),
      [texts],
    );
    if (rows[0]?.n) found.push(`${name}: ${rows[0].n}`);
  }
  return found;
}

const browser = (as: Person) => ({ headers: { cookie: as.cookie } });
const post = (path: string, as: Person, body: unknown) => world.send("POST", path, { body, ...browser(as) });
const keep = (path: string, as: Person) => world.send("DELETE", path, browser(as));
const ACCOUNT = "/api/me/deletion";
const WORKSPACE = "/api/workspaces/current/deletion";
const codeOf = async (answer: Promise<Response>) => {
  const response = await answer;
  return [response.status, ((await response.json()) as { code?: string }).code];
};
const workspaceName = async (person: Person) =>
  (await world.pool.query("select name from workspaces where id = $1", [person.workspaceId])).rows[0].name;
const emailOf = (person: Person) => `${person.userId}@example.org`;

/** Everything that there is of a workspace, with a text in every place that takes one. */
async function fill(person: Person) {
  const owned = await own(world, person);
  const live = "insert into deltas (turn_id, epoch, part, kind, start, text) values ($1, 1, 0, 'text', 0, $2)";
  await world.pool.query(
    `insert into turns (id, workspace_id, session_id, conversation_id, agent_id, slug, user_id, user_message_id, status, accepted_at)
     select $1, s.workspace_id, s.id, m.conversation_id, $2, 'guide', s.owner_id, $3, 'running', now()
     from messages m join sessions s on s.id = m.session_id where m.id = $1`,
    [owned.turnId, owned.agentId, owned.askedId],
  );
  await world.pool.query(live, [owned.turnId, `${CANARY} live`]);
  return owned;
}

describe("a workspace", () => {
  let owner: Person;
  beforeEach(async () => {
    owner = await world.person();
  });

  test("is deleted by an owner who types its name, once; nobody else can", async () => {
    const name = await workspaceName(owner);
    expect(await codeOf(post(WORKSPACE, owner, { name: `${name}!` }))).toEqual([422, "validation_failed"]);
    for (const role of ["admin", "member", "viewer"] as const) {
      const person = await world.person({ workspaceId: owner.workspaceId, role });
      expect(await codeOf(post(WORKSPACE, person, { name }))).toEqual([403, "forbidden"]);
      expect(await codeOf(keep(WORKSPACE, person))).toEqual([403, "forbidden"]);
    }
    expect(await codeOf(world.send("POST", WORKSPACE, { as: owner, body: { name } }))).toEqual([403, "forbidden"]);
    const first = await (await post(WORKSPACE, owner, { name })).json();
    expect(Date.parse(first.deleteAt) - Date.now()).toBeGreaterThan(13.9 * DAY_MS);
    expect(await (await post(WORKSPACE, owner, { name })).json()).toEqual(first);
    const verbs = await world.pool.query("select verb from audit_log where workspace_id = $1", [owner.workspaceId]);
    expect(verbs.rows).toEqual([{ verb: "workspace.deletion-scheduled" }]);
  });

  test("that waits to be deleted is read only, what runs in it is stopped, and an owner can keep it", async () => {
    const member = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
    const { turnId, sessionId } = await fill(member);
    await post(WORKSPACE, owner, { name: await workspaceName(owner) });
    for (const person of [owner, member]) {
      expect((await world.send("GET", "/api/sessions", { as: person })).status).toBe(200);
      expect(await codeOf(world.send("POST", "/api/sessions", { as: person, body: {} }))).toEqual([403, "forbidden"]);
    }
    expect((await world.send("GET", `/api/sessions/${sessionId}`, { as: member })).status).toBe(200);
    expect((await world.send("GET", "/api/workspaces/current/export", browser(owner))).status).toBe(200);
    expect((await world.send("GET", "/api/audit", { as: owner })).status).toBe(200);
    const turn = await world.pool.query("select stop_requested_at from turns where id = $1", [turnId]);
    expect(turn.rows[0].stop_requested_at).not.toBeNull();

    await erase(days(13));
    expect((await keep(WORKSPACE, owner)).status).toBe(204);
    expect((await keep(WORKSPACE, owner)).status).toBe(204);
    expect((await world.send("POST", "/api/sessions", { as: member, body: {} })).status).toBe(201);
    await erase(days(20));
    expect((await world.send("GET", `/api/sessions/${sessionId}`, { as: member })).status).toBe(200);
  });

  test("that has had its time leaves no row in any table, no file on the disk and no text; others are as they were", async () => {
    const member = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
    const other = await world.person();
    const [ours, theirs, elsewhere] = [await fill(owner), await fill(member), await own(world, other)];
    const rename = `update audit_log set verb = verb where workspace_id = $1`;
    await expect(world.pool.query(rename, [owner.workspaceId])).rejects.toThrow();
    const before = await traces(other.workspaceId);
    await post(WORKSPACE, owner, { name: await workspaceName(owner) });
    await erase(days(15));
    await erase(days(15));

    expect(await traces(owner.workspaceId)).toEqual([]);
    for (const id of [ours.sessionId, theirs.sessionId, ours.agentId, ours.runId, ours.turnId, theirs.fileId])
      expect(await traces(id)).toEqual([]);
    for (const { fileId } of [ours, theirs]) await expect(access(world.ports.files.path(fileId))).rejects.toThrow();
    expect(await traces(other.workspaceId)).toEqual(before);
    await access(world.ports.files.path(elsewhere.fileId));
    expect((await world.send("GET", `/api/sessions/${elsewhere.sessionId}`, { as: other })).status).toBe(200);
    const people = await world.pool.query("select 1 from users where id = any($1)", [[owner.userId, member.userId]]);
    expect(people.rowCount).toBe(2);
    const signIns = await world.pool.query("select 1 from auth_sessions where user_id = $1 and revoked_at is null", [
      owner.userId,
    ]);
    expect(signIns.rowCount).toBe(1);
  });

  test("of which a pass has deleted a part is deleted by the next one", async () => {
    const { sessionId, fileId } = await fill(owner);
    await post(WORKSPACE, owner, { name: await workspaceName(owner) });
    const [at, { files }] = [days(15), world.ports];
    const dies = { ...world.ports.deletions, eraseWorkspace: () => Promise.reject(new Error("The process dies.")) };
    await expect(
      eraseDue({ ctx: { now: () => at, newId, ports: { ...world.ports, deletions: dies } } }),
    ).rejects.toThrow("dies");
    expect((await world.pool.query("select 1 from sessions where id = $1", [sessionId])).rowCount).toBe(1);
    const cut = { ...world.ports, files: { ...files, remove: () => Promise.reject(new Error("The process dies.")) } };
    const dying = eraseDue({ ctx: { now: () => at, newId, ports: cut } });
    await expect(dying).rejects.toThrow("dies");
    await access(files.path(fileId));
    await erase(at);
    await expect(access(files.path(fileId))).rejects.toThrow();
    expect(await traces(owner.workspaceId)).toEqual([]);
  });
});

describe("an account", () => {
  const password = "correct horse";
  async function member(role: "member" | "admin" | "owner" = "member", workspaceId?: string): Promise<Person> {
    const at = workspaceId ?? (await world.person()).workspaceId;
    const person = await world.person({ workspaceId: at, role });
    const hash = await world.ports.passwords.hash(password);
    await world.pool.query("update users set password_hash = $2, name = $3 where id = $1", [
      ...[person.userId, hash, `${CANARY} Grace ${person.userId.slice(0, 8)}`],
    ]);
    return person;
  }

  test("is deleted with its password, or its address where it has none; a wrong one changes nothing", async () => {
    const person = await member();
    expect(await codeOf(post(ACCOUNT, person, { password: "wrong" }))).toEqual([422, "validation_failed"]);
    expect(await codeOf(post(ACCOUNT, person, { email: emailOf(person) }))).toEqual([422, "validation_failed"]);
    expect(await codeOf(world.send("POST", ACCOUNT, { as: person, body: { password } }))).toEqual([403, "forbidden"]);
    expect(await (await world.send("GET", ACCOUNT, { as: person })).json()).toEqual({
      ...{ deleteAt: null, confirmWith: "password", lastOwnerOf: [] },
    });
    expect((await post(ACCOUNT, person, { password })).status).toBe(200);

    const without = await member();
    await world.pool.query("update users set password_hash = '' where id = $1", [without.userId]);
    expect(await codeOf(post(ACCOUNT, without, { email: "someone@else.example" }))).toEqual([422, "validation_failed"]);
    expect((await post(ACCOUNT, without, { email: emailOf(without).toUpperCase() })).status).toBe(200);
  });

  test("of a workspace's last owner waits until that is handed over or deleted", async () => {
    const owner = await member("owner");
    await world.pool.query("delete from memberships where workspace_id = $1 and user_id <> $2", [
      ...[owner.workspaceId, owner.userId],
    ]);
    expect(await codeOf(post(ACCOUNT, owner, { password }))).toEqual([409, "last_owner"]);
    const { lastOwnerOf } = await (await world.send("GET", ACCOUNT, { as: owner })).json();
    expect(lastOwnerOf).toEqual([{ id: owner.workspaceId, name: await workspaceName(owner) }]);
    await post(WORKSPACE, owner, { name: await workspaceName(owner) });
    expect((await post(ACCOUNT, owner, { password })).status).toBe(200);
  });

  test("of one of the last two owners goes, and the other's does not, when both ask at the same moment", async () => {
    for (let round = 0; round < 5; round++) {
      const first = await member("owner");
      await world.pool.query("delete from memberships where workspace_id = $1 and user_id <> $2", [
        ...[first.workspaceId, first.userId],
      ]);
      const other = await member("owner", first.workspaceId);
      const answers = await Promise.all([first, other].map((one) => post(ACCOUNT, one, { password })));
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    }
  });

  test("that waits to be deleted opens nothing until somebody signs in again, reads only, and can be kept", async () => {
    const person = await member("admin");
    const { turnId, sessionId } = await fill(person);
    await post(ACCOUNT, person, { password });
    expect((await world.send("GET", "/api/me", { as: person })).status).toBe(401);
    expect((await world.send("GET", "/api/me", browser(person))).status).toBe(401);
    const turn = await world.pool.query("select stop_requested_at from turns where id = $1", [turnId]);
    expect(turn.rows[0].stop_requested_at).not.toBeNull();

    await world.pool.query("update auth_sessions set revoked_at = null where user_id = $1", [person.userId]);
    expect((await world.send("GET", `/api/sessions/${sessionId}`, browser(person))).status).toBe(200);
    expect(await codeOf(world.send("POST", "/api/sessions", { body: {}, ...browser(person) }))).toEqual([
      ...[403, "forbidden"],
    ]);
    const again = await (await post(ACCOUNT, person, { password: "not asked any more" })).json();
    expect(Date.parse(again.deleteAt)).toBeLessThan(Date.now() + 14 * DAY_MS);
    await erase(days(13));
    expect((await keep(ACCOUNT, person)).status).toBe(204);
    expect((await keep(ACCOUNT, person)).status).toBe(204);
    await erase(days(20));
    expect((await world.send("POST", "/api/sessions", { as: person, body: {} })).status).toBe(201);
  });

  test("that has had its time cannot be kept any more, nor can a workspace", async () => {
    const owner = await world.person();
    await post(WORKSPACE, owner, { name: await workspaceName(owner) });
    await world.pool.query("update workspaces set delete_at = now() where id = $1", [owner.workspaceId]);
    expect(await codeOf(keep(WORKSPACE, owner))).toEqual([409, "deletion_under_way"]);
    const person = await member("member");
    await post(ACCOUNT, person, { password });
    await world.pool.query("update auth_sessions set revoked_at = null where user_id = $1", [person.userId]);
    await world.pool.query("update users set delete_at = now() where id = $1", [person.userId]);
    expect(await codeOf(keep(ACCOUNT, person))).toEqual([409, "deletion_under_way"]);
  });

  test("that has had its time leaves no name and no text; ids stay in other people's logs, which are whole", async () => {
    const colleague = await world.person();
    const person = await member("admin", colleague.workspaceId);
    const { rows } = await world.pool.query("select name from users where id = $1", [person.userId]);
    const name = rows[0].name as string;
    const owned = await fill(person);
    await world.pool.query(
      `insert into invitations (id, workspace_id, email, role, token_hash, invited_by, expires_at, accepted_at)
       values ($1, $2, upper($3), 'member', gen_random_uuid(), $4, now(), now())`,
      [newId(), colleague.workspaceId, emailOf(person), colleague.userId],
    );
    const assign = { userId: person.userId, role: "shared" };
    expect((await post("/api/agents/luca/assignments", colleague, assign)).status).toBe(201);
    await own(world, colleague);
    const change = await world.send("PATCH", `/api/members/${person.userId}`, {
      ...{ body: { role: "member" }, ...browser(colleague) },
    });
    expect(change.status).toBe(200);
    await post(ACCOUNT, person, { password });
    await erase(days(15));
    await erase(days(15));

    expect(await traces(name, emailOf(person))).toEqual([]);
    for (const id of [owned.sessionId, owned.fileId, owned.turnId, owned.memoryId])
      expect((await traces(id)).filter((one) => !one.startsWith("audit_log"))).toEqual([]);
    await expect(access(world.ports.files.path(owned.fileId))).rejects.toThrow();
    const left = (await traces(person.userId)).map((one) => one.split(":")[0]);
    expect(["audit_log", "agent_assignments", "agent_events", "agents", "agent_snapshots"]).toEqual(
      expect.arrayContaining(left.filter((one) => one !== "session_feed")),
    );
    const verification = await world.send("GET", "/api/audit/verification", { as: colleague });
    expect(await verification.json()).toMatchObject({ fault: null });
    const log = await (await world.send("GET", `/api/audit?target=${person.userId}`, { as: colleague })).json();
    expect(log.items[0]).toMatchObject({ verb: "account.deleted", targetId: person.userId, person: null });
    expect(log.items).toContainEqual(
      expect.objectContaining({ verb: "member.role-changed", erased: true, after: null }),
    );
    expect((await world.send("GET", "/api/agents/luca/assignments", { as: colleague })).status).toBe(200);
  });

  test("that a workspace turns out to need is replaced by the one who has been there longest; an empty workspace goes", async () => {
    const needed = await member("owner");
    await world.pool.query("update memberships set role = 'member' where workspace_id = $1 and user_id <> $2", [
      ...[needed.workspaceId, needed.userId],
    ]);
    const lonely = await member("owner");
    await world.pool.query("delete from memberships where workspace_id = $1 and user_id <> $2", [
      ...[lonely.workspaceId, lonely.userId],
    ]);
    await world.pool.query("update users set delete_at = now() where id = any($1)", [[needed.userId, lonely.userId]]);
    await erase(days(1));
    const owners = await world.pool.query("select role from memberships where workspace_id = $1", [needed.workspaceId]);
    expect(owners.rows).toEqual([{ role: "owner" }]);
    await erase(days(1));
    expect(await traces(lonely.workspaceId)).toEqual([]);
  });
});
