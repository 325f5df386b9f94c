import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let ada: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ada = await world.person({ role: "owner" });
});

type Body = Record<string, unknown> & { items: Record<string, unknown>[]; errors?: unknown };
/** As a browser does it, or with the key. */
async function api(method: Method, path: string, { cookie }: Person, body?: unknown, key?: string) {
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : { cookie };
  const response = await world.send(method, `/api/${path}`, { body, headers });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body?.code];
const make = async (name: string, as = ada) => String((await api("POST", "workspaces", as, { name })).body.id);
const enter = (id: string, as = ada) => api("POST", `workspaces/${id}/switch`, as, {});
const current = async (as: Person) => (await api("GET", "me", as)).body.workspaceId;
const entries = async (workspaceId: string) =>
  (
    await world.pool.query("select verb from audit_log where workspace_id = $1 order by sequence", [workspaceId])
  ).rows.map(({ verb }) => verb);

describe("a further workspace", () => {
  test("is its maker's, with the demo model, and nothing of it is seen from the other one", async () => {
    const id = await make("Research");
    expect(await current(ada)).toBe(ada.workspaceId);
    const sessionId = await world.session(ada, "In the first one");
    expect((await enter(id)).status).toBe(204);
    expect((await api("GET", "me", ada)).body).toMatchObject({
      workspaceId: id,
      workspaceName: "Research",
      role: "owner",
    });
    expect(refusal(await api("GET", `sessions/${sessionId}`, ada))).toEqual([404, "not_found"]);
    expect((await api("GET", "sessions", ada)).body.items).toEqual([]);
    expect((await api("GET", "llm-configs", ada)).body.items).toMatchObject([{ provider: "demo" }]);
    expect((await api("GET", "workspaces", ada)).body.items).toMatchObject([
      { name: "Research", role: "owner", members: 1, current: true },
      { id: ada.workspaceId, name: "Test", current: false },
    ]);
    expect(await entries(id)).toEqual(["workspace.created"]);
  });

  test("is neither made nor entered nor left nor handed over with an API key, which knows of its own only", async () => {
    const id = await make("Research");
    const as = (method: Method, path: string, body?: unknown) => api(method, path, ada, body, ada.apiKey);
    expect((await as("GET", "workspaces")).body.items).toMatchObject([{ id: ada.workspaceId, current: true }]);
    expect(refusal(await as("POST", "workspaces", { name: "More" }))).toEqual([403, "forbidden"]);
    expect(refusal(await as("POST", `workspaces/${id}/switch`, {}))).toEqual([404, "not_found"]);
    expect(refusal(await as("POST", "workspaces/current/leave", {}))).toEqual([403, "forbidden"]);
    const bob = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    const transfer = { userId: bob.userId, workspaceName: "Test" };
    expect(refusal(await as("POST", "workspaces/current/transfer", transfer))).toEqual([403, "forbidden"]);
    await enter(id);
    expect((await as("GET", "me")).body.workspaceId).toBe(ada.workspaceId);
  });

  test("has a name that can be shown, and a foreign one does not exist", async () => {
    for (const name of [
      "",
      "   ",
      "x".repeat(101),
      "a\nb",
      "a\u2028b",
      7,
      "Pay: https://evil.example",
      "See WWW.evil.example",
    ])
      expect(refusal(await api("POST", "workspaces", ada, { name }))).toEqual([422, "validation_failed"]);
    const stranger = await world.person();
    for (const id of [stranger.workspaceId, crypto.randomUUID(), "nonsense"])
      expect(refusal(await enter(id))).toEqual([404, "not_found"]);
    expect(await current(ada)).toBe(ada.workspaceId);
  });

  test("that one was suspended in is neither listed nor entered", async () => {
    const id = await make("Research");
    await world.pool.query("update memberships set suspended_at = now() where workspace_id = $1", [id]);
    expect((await api("GET", "workspaces", ada)).body.items).toHaveLength(1);
    expect(refusal(await enter(id))).toEqual([404, "not_found"]);
  });
});

test("renaming is noted with the old and the new name", async () => {
  expect((await api("PATCH", "workspaces/current", ada, { name: " Lab " })).body).toMatchObject({ name: "Lab" });
  const { rows } = await world.pool.query("select before, after from audit_log where workspace_id = $1", [
    ada.workspaceId,
  ]);
  expect(rows).toEqual([{ before: { name: "Test" }, after: { name: "Lab" } }]);
  expect(refusal(await api("PATCH", "workspaces/current", ada, {}))).toEqual([422, "validation_failed"]);
});

test("nobody is let in by their domain where no mail proves addresses", async () => {
  const refused = await api("PATCH", "workspaces/current", ada, {
    signUp: { mode: "domains", domains: ["a.example"] },
  });
  expect(refusal(refused)).toEqual([422, "validation_failed"]);
  expect(refused.body.errors).toMatchObject([{ path: "signUp.mode" }]);
  expect(refusal(await api("POST", "sign-up", ada, { email: "x@a.example" }))).toEqual([403, "sign_up_closed"]);
});

describe("ownership", () => {
  const transfer = (userId: string, workspaceName = "Test", as = ada) =>
    api("POST", "workspaces/current/transfer", as, { userId, workspaceName });

  test("goes to another member, once the name has been typed; the old owner stays as an admin", async () => {
    const bob = await world.person({ workspaceId: ada.workspaceId, role: "viewer" });
    expect(refusal(await transfer(bob.userId, "test"))).toEqual([422, "validation_failed"]);
    expect((await transfer(bob.userId)).status).toBe(204);
    expect((await api("GET", "me", bob)).body.role).toBe("owner");
    expect((await api("GET", "me", ada)).body.role).toBe("admin");
    expect(refusal(await transfer(bob.userId))).toEqual([403, "forbidden"]);
    expect(await entries(ada.workspaceId)).toEqual(["workspace.ownership-transferred"]);
  });

  test("goes to nobody who is suspended, foreign or oneself", async () => {
    const bob = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    await world.pool.query("update memberships set suspended_at = now() where user_id = $1", [bob.userId]);
    expect(refusal(await transfer(bob.userId))).toEqual([409, "member_suspended"]);
    expect(refusal(await transfer((await world.person()).userId))).toEqual([404, "not_found"]);
    expect(refusal(await transfer(ada.userId))).toEqual([403, "forbidden"]);
  });
});

describe("leaving", () => {
  test("is everybody's right but the last owner's, and ends in another workspace or in none", async () => {
    expect(refusal(await api("POST", "workspaces/current/leave", ada, {}))).toEqual([409, "last_owner"]);
    const bob = await world.person({ workspaceId: ada.workspaceId, role: "viewer" });
    const own = await make("Bob's", bob);
    expect((await api("POST", "workspaces/current/leave", bob, {})).status).toBe(204);
    expect(await current(bob)).toBe(own);
    expect(refusal(await enter(ada.workspaceId, bob))).toEqual([404, "not_found"]);
    const eve = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    expect((await api("POST", "workspaces/current/leave", eve, {})).status).toBe(204);
    expect((await api("GET", "me", eve)).status).toBe(401);
    expect(await entries(ada.workspaceId)).toEqual(["member.left", "member.left"]);
  });
});
