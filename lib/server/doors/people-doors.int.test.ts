import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ada = await world.person({ role: "member" });
  bob = await colleague();
});

type Body = Record<string, unknown> & { items: Record<string, unknown>[] };

const colleague = (role: "owner" | "admin" | "member" | "viewer" = "member") =>
  world.person({ workspaceId: ada.workspaceId, role });
async function api(method: Method, path: string, as: Person, body?: unknown) {
  const response = await world.send(method, `/api/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}
const refusal = ({ status, body }: { status: number; body: Body }) => [status, body?.code];
const assign = (who: Person, role: AgentRole, as = ada, agent = "guide") =>
  api("POST", `agents/${agent}/assignments`, as, { userId: who.userId, role });
const unassign = (who: Person, as = ada, agent = "guide") =>
  api("DELETE", `agents/${agent}/assignments?userId=${who.userId}`, as);
const idOf = async (as = ada) => String((await api("GET", "agents/guide", as)).body.id);

describe("the people of an agent", () => {
  test("are its owner at first, then those whom a primary gives a role", async () => {
    const before = await api("GET", "agents/guide/assignments", ada);
    expect(before.body).toMatchObject({
      mayChange: true,
      items: [{ userId: ada.userId, role: "primary", isOwner: true }],
    });
    expect(await assign(bob, "shared")).toMatchObject({
      status: 201,
      body: { userId: bob.userId, role: "shared", isOwner: false, assignedBy: ada.userId },
    });
    const id = await idOf();
    const seen = await api("GET", `agents/${id}/assignments`, bob);
    expect(seen.body).toMatchObject({
      mayChange: false,
      items: [
        { userId: ada.userId, email: null },
        { userId: bob.userId, role: "shared" },
      ],
    });
    expect(seen.body.items[1]?.access).toContain("decides on drafts");
  });

  test("are found by their e-mail address, and only in the same workspace", async () => {
    const email = `${bob.userId}@example.org`;
    const body = { email: ` ${email.toUpperCase()} `, role: "mentee" };
    expect(await api("POST", "agents/guide/assignments", ada, body)).toMatchObject({
      status: 201,
      body: { userId: bob.userId, email },
    });
    const foreigner = await world.person();
    const absent = await api("POST", "agents/guide/assignments", ada, { userId: randomUUID(), role: "shared" });
    for (const who of [
      { userId: foreigner.userId },
      { email: `${foreigner.userId}@example.org` },
      { email: "no@x.org" },
    ]) {
      const refused = await api("POST", "agents/guide/assignments", ada, { ...who, role: "shared" });
      expect([refused.status, refused.body.detail]).toEqual([404, absent.body.detail]);
    }
    for (const wrong of [{}, { userId: bob.userId, email }, { userId: bob.userId, role: "boss" }])
      expect(refusal(await api("POST", "agents/guide/assignments", ada, { role: "shared", ...wrong }))).toEqual([
        422,
        "validation_failed",
      ]);
  });

  test("have one role each, until it is taken away", async () => {
    await assign(bob, "observer");
    expect(refusal(await assign(bob, "shared"))).toEqual([409, "user_already_assigned"]);
    expect(refusal(await assign(ada, "shared"))).toEqual([409, "user_already_assigned"]);
    expect((await unassign(bob)).status).toBe(204);
    expect(refusal(await unassign(bob))).toEqual([409, "user_not_assigned"]);
    expect((await assign(bob, "shared")).status).toBe(201);
  });

  test("are changed by primaries and admins, by nobody else", async () => {
    const [eve, admin] = [await colleague(), await colleague("admin")];
    await assign(bob, "shared");
    const id = await idOf();
    expect(refusal(await assign(eve, "shared", bob, id))).toEqual([403, "forbidden"]);
    await assign(eve, "observer");
    expect(refusal(await unassign(eve, bob, id))).toEqual([403, "forbidden"]);
    await unassign(eve);
    for (const stranger of [eve, await world.person()]) {
      expect(refusal(await assign(eve, "primary", stranger, id))).toEqual([404, "not_found"]);
      expect(refusal(await api("GET", `agents/${id}/assignments`, stranger))).toEqual([404, "not_found"]);
    }
    expect((await assign(eve, "primary", admin, id)).status).toBe(201);
    expect((await api("GET", `agents/${id}/assignments`, admin)).body.items).toHaveLength(3);
    expect((await unassign(bob, eve, id)).status).toBe(204);
    // What is said with an agent is not the workspace's to read: an admin gives roles to others alone.
    expect(refusal(await assign(admin, "observer", admin, id))).toEqual([403, "forbidden"]);
  });

  test("are told to the sessions in which the agent is active, and to no other", async () => {
    const { sessionId } = (await api("POST", "agents/guide/sessions", ada, {})).body;
    await api("POST", "agents/luca/sessions", ada, {});
    await assign(bob, "mentee");
    await unassign(bob);
    const { rows } = await world.pool.query(
      `select f.session_id, f.data from session_feed f join sessions s on s.id = f.session_id
       where s.owner_id = $1 and f.type = 'assignment.changed' order by f.sequence`,
      [ada.userId],
    );
    const told = { agentId: await idOf(), userId: bob.userId, name: "Ada" };
    expect(rows).toMatchObject([
      { session_id: sessionId, data: { ...told, role: "mentee" } },
      { session_id: sessionId, data: { ...told, role: null } },
    ]);
    const view = await api("GET", `sessions/${sessionId}/view`, ada);
    expect(view.body.people).toMatchObject({ [bob.userId]: "Ada" });
  });

  test("leave whenever they want, whatever their role; the owner stays", async () => {
    const viewer = await colleague("viewer");
    await assign(bob, "shared");
    const id = await idOf();
    await unassign(bob);
    for (const [who, role] of [
      [bob, "observer"],
      [bob, "primary"],
      [viewer, "observer"],
    ] as const) {
      await assign(who, role);
      expect((await unassign(who, who, id)).status).toBe(204);
      expect(refusal(await api("GET", `agents/${id}`, who))).toEqual([404, "not_found"]);
      expect(refusal(await unassign(who, who, id))).toEqual([404, "not_found"]);
    }
    expect(refusal(await unassign(ada, ada, id))).toEqual([409, "user_not_assigned"]);
    await assign(viewer, "observer");
    await assign(bob, "observer");
    expect(refusal(await unassign(bob, viewer, id))).toEqual([403, "forbidden"]);
  });

  test("lose their role also on an archived agent", async () => {
    await assign(bob, "observer");
    const id = await idOf();
    await api("POST", "agents/guide/archive", ada, {});
    expect(refusal(await assign(await colleague(), "observer", ada, id))).toEqual([409, "agent_archived"]);
    expect((await unassign(bob, ada, id)).status).toBe(204);
    expect(refusal(await api("GET", `agents/${id}`, bob))).toEqual([404, "not_found"]);
  });
});

describe("an assigned person", () => {
  test("finds the agent in the list and by its UUID, with role and owner; prompt and preferences are for primaries", async () => {
    await api("PATCH", "agents/guide", ada, { preferences: { tone: "dry" }, systemPromptOverride: "Be brief." });
    const id = await idOf();
    const hidden = { systemPromptOverride: null, preferences: {} };
    for (const [role, shown] of [
      ["observer", hidden],
      ["mentee", hidden],
      ["shared", hidden],
      ["primary", { systemPromptOverride: "Be brief.", preferences: { tone: "dry" } }],
    ] as const) {
      expect(refusal(await api("GET", `agents/${id}`, bob))).toEqual([404, "not_found"]);
      await assign(bob, role);
      expect((await api("GET", `agents/${id}`, bob)).body).toMatchObject({ id, role, ownerId: ada.userId, ...shown });
      const { items } = (await api("GET", "agents", bob)).body;
      expect(items).toMatchObject([
        { id, role, ownerId: ada.userId, ownerName: "Ada", preferences: shown.preferences },
      ]);
      await unassign(bob);
    }
    expect((await api("GET", "agents", bob)).body.items).toEqual([]);
  });

  test("changes it as a primary only", async () => {
    await assign(bob, "shared");
    const id = await idOf();
    const rename = () => api("PATCH", `agents/${id}`, bob, { name: "Ours" });
    expect(refusal(await rename())).toEqual([403, "forbidden"]);
    await unassign(bob);
    await assign(bob, "primary");
    expect((await rename()).body).toMatchObject({ name: "Ours", role: "primary" });
    expect((await api("GET", `agents/${id}/history`, bob)).status).toBe(200);
  });
});

describe("the members of a workspace", () => {
  test("are listed for its members, page by page, by name or e-mail address, and for nobody else", async () => {
    const all = await api("GET", "members", ada);
    expect(all.body.items.map((one) => one.userId)).toEqual([ada.userId, bob.userId]);
    const first = await api("GET", "members?limit=1", ada);
    const second = await api("GET", `members?limit=1&cursor=${first.body.nextCursor}`, ada);
    expect([...first.body.items, ...second.body.items]).toEqual(all.body.items);
    expect((await api("GET", `members?text=${bob.userId}`, ada)).body.items).toMatchObject([{ userId: bob.userId }]);
    expect((await api("GET", "members?text=%25", ada)).body.items).toEqual([]);
    const foreigner = await world.person();
    const ids = [bob.userId, foreigner.userId, ada.userId].join(",");
    const named = (await api("GET", `members?ids=${ids}`, ada)).body;
    expect(named.items.map((one) => one.userId).sort()).toEqual([ada.userId, bob.userId].sort());
    expect(named.nextCursor).toBeNull();
    expect(refusal(await api("GET", "members?ids=ada", ada))).toEqual([422, "validation_failed"]);
    expect(refusal(await api("GET", "members", await colleague("viewer")))).toEqual([403, "forbidden"]);
    expect((await api("GET", "members", foreigner)).body.items).toMatchObject([{ userId: foreigner.userId }]);
  });
});
