import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { WorkspaceRole } from "#lib/domain/access.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let owner: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  owner = await world.person({ role: "owner" });
});

type Item = { userId: string; role: string; suspendedAt: string | null; name: string };
type Body = Record<string, unknown> & { items: Item[] };
async function api(method: Method, path: string, as: Person, body?: unknown) {
  return answerOf(await world.send(method, `/api/${path}`, { as, body }));
}
async function answerOf(response: Response) {
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const colleague = (role: WorkspaceRole = "member") => world.person({ workspaceId: owner.workspaceId, role });
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body?.code];
const me = (as: Person) => api("GET", "me", as);
const byCookie = ({ cookie }: Person, path = "me") => world.send("GET", `/api/${path}`, { headers: { cookie } });
/** In a browser: who owns the workspace is not for a key to say. */
const change = async (method: Method, path: string, { cookie }: Person, body?: object) =>
  answerOf(await world.send(method, `/api/members/${path}`, { headers: { cookie }, body }));
const setRole = (who: Person, role: WorkspaceRole, as = owner) => change("PATCH", who.userId, as, { role });
const suspend = (who: Person, as = owner) => change("POST", `${who.userId}/suspend`, as, {});
const restore = (who: Person, as = owner) => change("POST", `${who.userId}/restore`, as, {});
const remove = (who: Person, as = owner) => change("DELETE", who.userId, as);

/** Only a person who has signed in leaves. */
const leave = ({ cookie }: Person) =>
  world.send("POST", "/api/workspaces/current/leave", { headers: { cookie }, body: {} });

describe("the list of members", () => {
  test("is searched and paged; suspended people are shown to admins who ask for them", async () => {
    const [bob, eve] = [await colleague(), await colleague("viewer")];
    await suspend(eve);
    expect((await api("GET", "members", bob)).body.items.map(({ userId }) => userId)).toEqual([
      owner.userId,
      bob.userId,
    ]);
    expect(refusal(await api("GET", "members?status=all", bob))).toEqual([403, "forbidden"]);
    const all = await api("GET", "members?status=all", owner);
    expect(all.body.items.map(({ userId, suspendedAt }) => [userId, suspendedAt !== null])).toEqual([
      [owner.userId, false],
      [bob.userId, false],
      [eve.userId, true],
    ]);
    const suspended = await api("GET", "members?status=suspended", owner);
    expect(suspended.body.items.map(({ userId }) => userId)).toEqual([eve.userId]);
    const found = await api("GET", `members?status=all&text=${bob.userId}`, owner);
    expect(found.body.items.map(({ userId }) => userId)).toEqual([bob.userId]);
    const first = await api("GET", "members?status=all&limit=2", owner);
    const rest = await api("GET", `members?status=all&limit=2&cursor=${first.body.nextCursor}`, owner);
    expect([first.body.items.length, rest.body.items.map(({ userId }) => userId)]).toEqual([2, [eve.userId]]);
    for (const query of ["cursor=no", "role=boss", "limit=0", "status=gone"])
      expect(refusal(await api("GET", `members?${query}`, owner))).toEqual([422, "validation_failed"]);
  });
});

describe("a role", () => {
  test("counts from the very next request on", async () => {
    const bob = await colleague();
    expect(await setRole(bob, "viewer")).toMatchObject({ status: 200, body: { userId: bob.userId, role: "viewer" } });
    expect(refusal(await api("POST", "sessions", bob, {}))).toEqual([403, "forbidden"]);
    await setRole(bob, "admin");
    expect((await me(bob)).body.role).toBe("admin");
  });

  test("is given up to one's own, by admins to all but owners, and to nobody of another workspace", async () => {
    const [admin, bob] = [await colleague("admin"), await colleague()];
    expect(refusal(await setRole(bob, "owner", admin))).toEqual([403, "forbidden"]);
    expect(refusal(await setRole(owner, "member", admin))).toEqual([403, "forbidden"]);
    expect(refusal(await setRole(admin, "owner", admin))).toEqual([403, "forbidden"]);
    expect(refusal(await setRole(bob, "admin", bob))).toEqual([403, "forbidden"]);
    const stranger = await world.person();
    expect(refusal(await setRole(bob, "viewer", stranger))).toEqual([404, "not_found"]);
    expect(refusal(await setRole(owner, "admin"))).toEqual([409, "last_owner"]);
  });

  test("of the last two owners, who demote each other at the same moment, one stays", async () => {
    for (let round = 0; round < 5; round++) {
      const first = await world.person({ role: "owner" });
      const other = await world.person({ workspaceId: first.workspaceId, role: "owner" });
      const outcomes = await Promise.all([setRole(other, "member", first), setRole(first, "member", other)]);
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual([200, 403]);
      const { rows } = await world.pool.query("select 1 from memberships where workspace_id = $1 and role = 'owner'", [
        first.workspaceId,
      ]);
      expect(rows).toHaveLength(1);
    }
  });
});

describe("an invitation", () => {
  const invite = async (as: Person) => {
    const email = `${crypto.randomUUID()}@example.org`;
    const { body } = await api("POST", "invitations", as, { email, role: "admin" });
    return { email, token: String(body.token) };
  };
  const accept = async (token: string) =>
    (
      await world.send("POST", "/api/invitations/accept", {
        body: { token, name: "New", password: "correct horse staple" },
      })
    ).status;

  test.each([
    ["removed", (who: Person) => remove(who)],
    ["suspended", (who: Person) => suspend(who)],
    ["no admin any more", (who: Person) => setRole(who, "member")],
    ["gone by themselves", leave],
  ])("ends when the admin who made it is %s, and the log says so", async (_, lose) => {
    const admin = await colleague("admin");
    const { email, token } = await invite(admin);
    const kept = await invite(owner);
    expect((await lose(admin)).status).toBeLessThan(300);
    expect(await accept(token)).toBe(404);
    expect(await accept(kept.token)).toBe(201);
    const { rows } = await world.pool.query(
      "select target_name from audit_log where workspace_id = $1 and verb = 'invitation.revoked'",
      [owner.workspaceId],
    );
    expect(rows).toEqual([{ target_name: email }]);
  });

  test("stays when the admin who made it becomes an owner", async () => {
    const admin = await colleague("admin");
    const { token } = await invite(admin);
    expect((await setRole(admin, "owner")).status).toBe(200);
    expect(await accept(token)).toBe(201);
  });
});

describe("an owner who is about to delete their account", () => {
  test("is no owner whom others may count on, nor one to hand the workspace to", async () => {
    const leaving = await colleague("owner");
    await world.pool.query("update users set delete_at = now() + interval '14 days' where id = $1", [leaving.userId]);
    expect(refusal(await setRole(owner, "member"))).toEqual([409, "last_owner"]);
    expect((await leave(owner)).status).toBe(409);
    expect((await setRole(leaving, "member")).status).toBe(200);
  });
});

describe("a suspended person", () => {
  test("is out of this workspace at once, by cookie and by key, and in again with both when restored", async () => {
    const bob = await colleague();
    const sessionId = await world.session(bob, "Bob's");
    expect((await byCookie(bob)).status).toBe(200);
    expect((await suspend(bob)).status).toBe(204);
    expect((await me(bob)).status).toBe(401);
    expect((await byCookie(bob)).status).toBe(401);
    expect((await api("GET", "members", owner)).body.items).toHaveLength(1);
    expect((await suspend(bob)).status).toBe(204);
    expect((await restore(bob)).status).toBe(204);
    expect((await me(bob)).status).toBe(200);
    expect((await byCookie(bob, `sessions/${sessionId}`)).status).toBe(200);
  });

  test("goes on in their other workspaces, with the cookie that they have", async () => {
    const bob = await colleague();
    const elsewhere = await world.person();
    await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')", [
      elsewhere.workspaceId,
      bob.userId,
    ]);
    await suspend(bob);
    const seen = await byCookie(bob);
    expect(await seen.json()).toMatchObject({ workspaceId: elsewhere.workspaceId, role: "viewer" });
    expect((await me(bob)).status).toBe(401); // the key is of the workspace that is shut
  });

  test("has nothing running in their name any more, and others go on", async () => {
    const bob = await colleague();
    const turnOf = async (who: Person) => {
      const conversation = await world.conversation(who, await world.session(who), "probe");
      const sent = await api("POST", `sessions/${conversation.sessionId}/conversations/probe/messages`, who, {
        text: "stream 5",
      });
      expect(sent.status).toBe(202);
      return String(sent.body.turnId);
    };
    const [his, hers] = [await turnOf(bob), await turnOf(owner)];
    await suspend(bob);
    const { rows } = await world.pool.query("select id, stop_requested_at is not null as stopped from turns");
    expect(rows.find(({ id }) => id === his)).toMatchObject({ stopped: true });
    expect(rows.find(({ id }) => id === hers)).toMatchObject({ stopped: false });
  });

  test("is nobody's own doing, nor an admin's towards an owner, nor the last owner's end", async () => {
    const admin = await colleague("admin");
    expect(refusal(await suspend(admin, admin))).toEqual([403, "forbidden"]);
    expect(refusal(await suspend(owner, admin))).toEqual([403, "forbidden"]);
    expect(refusal(await suspend(await colleague(), await colleague()))).toEqual([403, "forbidden"]);
    const other = await colleague("owner");
    await suspend(other);
    expect(refusal(await setRole(owner, "admin"))).toEqual([409, "last_owner"]);
  });
});

describe("a removed person", () => {
  test("leaves sessions that nobody reaches and that are theirs again when they come back; their keys are not", async () => {
    const bob = await colleague();
    const sessionId = await world.session(bob, "Bob's secret");
    expect((await remove(bob)).status).toBe(204);
    expect((await me(bob)).status).toBe(401);
    expect(refusal(await api("GET", `sessions/${sessionId}`, owner))).toEqual([404, "not_found"]);
    expect(refusal(await remove(bob))).toEqual([404, "not_found"]);
    expect((await api("GET", "members?status=all", owner)).body.items).toHaveLength(1);

    const { email } = (await world.pool.query("select email from users where id = $1", [bob.userId])).rows[0];
    const invited = await api("POST", "invitations", owner, { email, role: "member" });
    expect(invited.status).toBe(201);
    await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'member')", [
      bob.workspaceId,
      bob.userId,
    ]);
    expect((await byCookie(bob, `sessions/${sessionId}`)).status).toBe(200);
    expect((await me(bob)).status).toBe(401);
  });
});

test("every change is in the audit log with what was and what is, and a change that changes nothing is not", async () => {
  const bob = await colleague();
  await setRole(bob, "viewer");
  await setRole(bob, "viewer");
  await suspend(bob);
  await suspend(bob);
  await restore(bob);
  await remove(bob);
  const { rows } = await world.pool.query(
    "select verb, target_id, before, after from audit_log where workspace_id = $1 and verb like 'member.%' order by sequence",
    [owner.workspaceId],
  );
  expect(rows).toEqual([
    { verb: "member.role-changed", target_id: bob.userId, before: { role: "member" }, after: { role: "viewer" } },
    {
      ...{ verb: "member.suspended", target_id: bob.userId },
      ...{ before: { role: "viewer" }, after: { role: "viewer", suspended: true } },
    },
    {
      ...{ verb: "member.restored", target_id: bob.userId },
      ...{ before: { role: "viewer" }, after: { role: "viewer", suspended: false } },
    },
    { verb: "member.removed", target_id: bob.userId, before: { role: "viewer" }, after: null },
  ]);
});
