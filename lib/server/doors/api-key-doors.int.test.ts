import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CREDENTIAL_ENDED } from "#lib/application/accounts/credential-ended.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

let world: DoorsWorld;
let ada: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
});
beforeEach(async () => {
  ada = await world.person();
});
afterAll(() => world.close());

type Key = { id: string; key: string; hint: string; expiresAt: string | null; scopes: string[] };

const at = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const make = async (as: Person | null, body: object, headers: Record<string, string> = {}) => {
  const response = await world.send("POST", "/api/api-keys", { as, body, headers });
  const made = await response.json();
  return { status: response.status, made: made as Key & { code: string; errors?: { path: string }[] } };
};
const list = async (as: Person, query = "") => {
  const response = await world.send("GET", `/api/api-keys${query}`, { as });
  return {
    status: response.status,
    ...((await response.json()) as {
      items: (Key & { lastUsedAt: string | null; name: string; owner: { userId: string } })[];
      nextCursor: string | null;
    }),
  };
};
const me = async (key: string) => (await world.send("GET", "/api/me", at(key))).status;
const log = async (workspaceId: string) => {
  const { rows } = await world.pool.query(
    "select verb, target_name as name, before, after from audit_log where workspace_id = $1 order by sequence",
    [workspaceId],
  );
  return rows;
};

describe("a key", () => {
  test("is shown once and stored hashed; it is listed by its hint, and its use is noted", async () => {
    const { status, made } = await make(ada, { name: "CI", scopes: ["workspace:read"] });
    expect(status).toBe(201);
    expect(made.key).toMatch(/^tl_[\w-]{40,}$/);
    const stored = await world.pool.query("select * from api_keys where id = $1", [made.id]);
    expect(JSON.stringify(stored.rows)).not.toContain(made.key);
    const mine = async () => (await list(ada)).items.find(({ id }) => id === made.id);
    expect(await mine()).toMatchObject({
      name: "CI",
      hint: made.hint,
      lastUsedAt: null,
      owner: { userId: ada.userId },
    });
    expect(await me(made.key)).toBe(200);
    expect(await mine()).toMatchObject({ lastUsedAt: expect.any(String) });
    expect(JSON.stringify(await list(ada))).not.toContain(made.key);
  });

  test("opens what its scopes say and nothing else, whichever header brings it", async () => {
    const { made } = await make(ada, { name: "CI", scopes: ["sessions:read"] });
    for (const headers of [{ authorization: `bearer ${made.key}` }, { "x-api-key": made.key }] as Record<
      string,
      string
    >[]) {
      expect((await world.send("GET", "/api/sessions", { headers })).status).toBe(200);
      const refused = await world.send("POST", "/api/sessions", { headers, body: { title: "No" } });
      expect([refused.status, (await refused.json()).code]).toEqual([403, "insufficient_scope"]);
    }
  });

  test("acts with its person's role of that moment", async () => {
    const { made } = await make(ada, { name: "CI" });
    const invite = async () => (await world.send("GET", "/api/api-keys?of=workspace", at(made.key))).status;
    expect(await invite()).toBe(200);
    await world.pool.query("update memberships set role = 'member' where user_id = $1", [ada.userId]);
    expect(await invite()).toBe(403);
    await world.pool.query("update memberships set role = 'viewer' where user_id = $1", [ada.userId]);
    expect((await world.send("POST", "/api/sessions", { ...at(made.key), body: { title: "No" } })).status).toBe(403);
  });

  test("ends when it expires, when its person is suspended, and with the membership, also when that is given anew", async () => {
    const { made } = await make(ada, { name: "CI" });
    const set = (sql: string) => world.pool.query(sql, [ada.userId]);
    expect(await me(made.key)).toBe(200);
    await set("update users set suspended_at = now() where id = $1");
    expect(await me(made.key)).toBe(401);
    await set("update users set suspended_at = null where id = $1");
    await world.pool.query("update api_keys set expires_at = now() - interval '1 second' where id = $1", [made.id]);
    expect(await me(made.key)).toBe(401);
    await world.pool.query(
      "update api_keys set expires_at = null, created_at = now() - interval '1 hour' where id = $1",
      [made.id],
    );
    await set("update memberships set created_at = now() - interval '1 day' where user_id = $1");
    expect(await me(made.key)).toBe(200);
    await set("delete from memberships where user_id = $1");
    expect(await me(made.key)).toBe(401);
    await world.pool.query("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')", [
      ada.workspaceId,
      ada.userId,
    ]);
    expect(await me(made.key)).toBe(401);
    expect((await world.send("GET", "/api/me", { headers: { cookie: ada.cookie } })).status).toBe(200);
  });

  test("ends at once when it is revoked, open connections too, and only once", async () => {
    const { made } = await make(ada, { name: "CI" });
    const ended: string[] = [];
    const heard = world.ports.invalidations.subscribe(CREDENTIAL_ENDED, (id) => void ended.push(id));
    const revoke = async () => (await world.send("DELETE", `/api/api-keys/${made.id}`, { as: ada })).status;
    expect(await revoke()).toBe(204);
    expect(await me(made.key)).toBe(401);
    expect(ended).toContain(made.id);
    expect(await revoke()).toBe(404);
    expect((await list(ada)).items.map(({ id }) => id)).not.toContain(made.id);
    heard.close();
  });

  test("is told of in the audit log by name and hint, never by itself", async () => {
    const { made } = await make(ada, { name: "CI", scopes: ["usage:read"] });
    await world.send("PATCH", `/api/api-keys/${made.id}`, { as: ada, body: { name: "Nightly" } });
    await world.send("DELETE", `/api/api-keys/${made.id}`, { as: ada });
    const entries = await log(ada.workspaceId);
    expect(entries).toMatchObject([
      { verb: "api-key.created", name: "CI", after: { hint: made.hint, scopes: ["usage:read"], expiresAt: null } },
      { verb: "api-key.changed", name: "Nightly", before: { name: "CI" }, after: { name: "Nightly" } },
      { verb: "api-key.revoked", name: "Nightly", before: { hint: made.hint, userId: ada.userId } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(made.key);
  });
});

describe("what a key makes", () => {
  test("can do no more than the key itself, and for no longer", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { made } = await make(ada, { name: "CI", scopes: ["workspace:write", "sessions:read"], expiresAt });
    const more = (body: object) => make(null, { name: "More", ...body }, { "x-api-key": made.key });
    expect(await more({ scopes: ["sessions:write"], expiresAt })).toMatchObject({
      status: 403,
      made: { code: "insufficient_scope" },
    });
    const later = new Date(Date.parse(expiresAt) + 1_000).toISOString();
    for (const end of [null, later])
      expect(await more({ scopes: ["sessions:read"], expiresAt: end })).toMatchObject({
        status: 422,
        made: { errors: [{ path: "expiresAt" }] },
      });
    expect(await more({ scopes: ["sessions:read"], expiresAt })).toMatchObject({ status: 201, made: { expiresAt } });
  });
});

describe("bad input", () => {
  test.each([
    [{ name: " " }, "name"],
    [{ name: "x".repeat(101) }, "name"],
    [{ name: "CI", scopes: [] }, "scopes"],
    [{ name: "CI", scopes: ["everything"] }, "scopes.0"],
    [{ name: "CI", expiresAt: "tomorrow" }, "expiresAt"],
    [{ name: "CI", expiresAt: "2020-01-01T00:00:00Z" }, "expiresAt"],
    [{ name: "CI", workspaceId: "00000000-0000-0000-0000-000000000000" }, "workspaceId"],
  ])("%j is refused and says where it is wrong", async (body, path) => {
    const { status, made } = await make(ada, body);
    expect([status, made.errors?.[0]?.path]).toEqual([422, path]);
  });
});

describe("an admin", () => {
  const others = async () => {
    const admin = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
    const member = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    return { admin, member, made: (await make(member, { name: "Theirs" })).made };
  };

  test("sees and ends everybody's keys of the workspace, page by page; a member does neither", async () => {
    const { admin, member, made } = await others();
    await make(await world.person(), { name: "Elsewhere" });
    const ids: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await list(admin, `?of=workspace&limit=2${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(ids).size).toBe(4);
    expect(ids[0]).toBe(made.id);
    expect((await list(admin)).items.map(({ id }) => id)).not.toContain(made.id);
    expect((await list(member, "?of=workspace")).status).toBe(403);
    const adminsKey = (await make(admin, { name: "Mine" })).made;
    for (const method of ["PATCH", "DELETE"] as const) {
      const body = method === "PATCH" ? { name: "Taken" } : undefined;
      expect((await world.send(method, `/api/api-keys/${adminsKey.id}`, { as: member, body })).status).toBe(404);
    }
    expect((await world.send("DELETE", `/api/api-keys/${made.id}`, { as: admin })).status).toBe(204);
    expect(await me(made.key)).toBe(401);
  });

  test("of another workspace finds none of them", async () => {
    const { made } = await others();
    const stranger = await world.person({ role: "admin" });
    expect((await world.send("DELETE", `/api/api-keys/${made.id}`, { as: stranger })).status).toBe(404);
    expect(await me(made.key)).toBe(200);
  });
});

test("a viewer makes no keys, but ends their own", async () => {
  const { made } = await make(ada, { name: "CI" });
  await world.pool.query("update memberships set role = 'viewer' where user_id = $1", [ada.userId]);
  expect((await make(null, { name: "More" }, { cookie: ada.cookie })).status).toBe(403);
  const headers = { cookie: ada.cookie };
  expect((await world.send("DELETE", `/api/api-keys/${made.id}`, { headers })).status).toBe(204);
});
