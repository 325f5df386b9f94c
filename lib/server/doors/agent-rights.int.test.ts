import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AGENT_ROLES, type AgentRole } from "#lib/domain/agent/state.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
let ada: Person;
let agentId: string;
let sessionId: string;
const people = {} as Record<AgentRole, Person>;
const stopped: string[] = [];
beforeAll(async () => {
  const requestStop = async (turnId: string) => ({ segment: stopped.push(turnId) });
  world = await createDoorsWorld({ turns: { requestStop } as never });
});
afterAll(() => world.close());
/** Ada's guide, at work in a session of hers, with one person of each role. */
beforeEach(async () => {
  ada = await world.person({ role: "member" });
  const { body } = await api("POST", "guide/sessions", ada, {});
  agentId = String(body.agentId);
  sessionId = String(body.sessionId);
  for (const role of AGENT_ROLES) {
    people[role] = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    await api("POST", "guide/assignments", ada, { userId: people[role].userId, role });
  }
});

type Body = Record<string, unknown> & { code: string; detail: string; items: Record<string, unknown>[] };
async function api(method: Method, path: string, as: Person, body?: unknown) {
  const response = await world.send(method, `/api/agents/${path}`, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Body };
}

/** What takes full control of an agent, and its answers to the first call and to the second. */
const CONTROLS: [string, Method, string, object | undefined, number, unknown][] = [
  ["end its session", "DELETE", "/sessions/current", undefined, 204, "not_found"],
  ["end a named session", "DELETE", "/sessions/current?sessionId=:session", undefined, 204, "session_not_active"],
  ["complete its session", "POST", "/sessions/current/complete", {}, 200, "not_found"],
  ["archive it", "POST", "/archive", { terminateActive: true }, 200, "agent_archived"],
  ["read its log", "GET", "/events", undefined, 200, 200],
  ["see it as it was", "GET", "/events?atVersion=1", undefined, 200, 200],
  ["change it", "PATCH", "", { name: "Ours", preferences: { tone: "dry" } }, 200, 200],
  ["see what it remembers", "GET", "/memories", undefined, 200, 200],
  ["make it forget", "DELETE", "/memories", undefined, 204, 204],
];

describe.each(CONTROLS)("to %s", (_, method, path, body, first, second) => {
  const call = (as: Person, agent = agentId) => api(method, agent + path.replace(":session", sessionId), as, body);

  test("is in the power of an assigned primary, once and again", async () => {
    expect((await call(people.primary)).status).toBe(first);
    const again = await call(people.primary);
    expect([again.status, again.body?.code]).toContain(second);
  });

  test.each(["shared", "mentee", "observer"] as const)("is refused to a %s, and why", async (role) => {
    for (let n = 0; n < 2; n++) {
      const refused = await call(people[role]);
      expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
      expect(refused.body.detail).toContain(`your role is "${role}"`);
    }
    expect((await api("GET", agentId, ada)).body).toMatchObject({ status: "active", name: "Guide" });
  });

  test("finds no agent for a stranger and for an admin without a role, as for an id that means nothing", async () => {
    const admin = await world.person({ workspaceId: ada.workspaceId, role: "admin" });
    for (const one of [await world.person(), admin]) {
      const [foreign, absent] = [await call(one), await call(one, randomUUID())];
      expect(foreign.status).toBe(404);
      const own = { instance: null, requestId: null };
      expect({ ...foreign.body, ...own }).toEqual({ ...absent.body, ...own });
    }
  });

  test("is closed again to who is no primary any more", async () => {
    const { userId } = people.primary;
    await api("DELETE", `${agentId}/assignments?userId=${userId}`, ada);
    expect((await call(people.primary)).status).toBe(404);
    await api("POST", `${agentId}/assignments`, ada, { userId, role: "shared" });
    expect((await call(people.primary)).status).toBe(403);
  });
});

describe("an assigned primary", () => {
  test("sees the agent before they had a role on it as its owner saw it", async () => {
    await api("PATCH", agentId, ada, { preferences: { tone: "dry" }, systemPromptOverride: "Be brief." });
    const past = async (as: Person, version: number) =>
      (await api("GET", `${agentId}/events?atVersion=${version}`, as)).body.state;
    for (const version of [0, 1, 3, 99]) expect(await past(people.primary, version)).toEqual(await past(ada, version));
    expect(await past(people.primary, 99)).toMatchObject({ preferences: { tone: "dry" }, role: "primary" });
  });

  test("assigns people, and may hand on the control", async () => {
    const eve = await world.person({ workspaceId: ada.workspaceId, role: "member" });
    const given = { userId: eve.userId, role: "primary" };
    expect((await api("POST", `${agentId}/assignments`, people.primary, given)).status).toBe(201);
    expect((await api("POST", `${agentId}/archive`, eve, { terminateActive: true })).status).toBe(200);
  });

  test("begins no session with it, in nobody's name: that is its owner's alone", async () => {
    for (const body of [{}, { sessionId }]) {
      const refused = await api("POST", `${agentId}/sessions`, people.primary, body);
      expect(refused).toMatchObject({ status: 403, body: { code: "forbidden" } });
      expect(refused.body.detail).toContain("by its slug");
    }
    const { body } = await api("POST", "guide/sessions", people.primary, {});
    expect(body.agentId).not.toBe(agentId);
  });

  test("who archives it leaves its owner a fresh one at the next use, and both can read the old one", async () => {
    await api("POST", `${agentId}/archive`, people.primary, { terminateActive: true, reason: "Enough" });
    for (const one of [ada, people.primary])
      expect((await api("GET", agentId, one)).body).toMatchObject({ status: "archived", archiveReason: "Enough" });
    const view = await (await world.send("GET", `/api/sessions/${sessionId}/view`, { as: ada })).json();
    expect(view.conversations.guide.archived).toEqual({ at: expect.any(String), reason: "Enough" });
    const { rows } = await world.pool.query(
      "select conversation_id, data from session_feed where session_id = $1 and type = 'agent.archived'",
      [sessionId],
    );
    expect(rows).toMatchObject([{ conversation_id: view.conversations.guide.conversationId }]);
    const { body } = await api("POST", "guide/sessions", ada, {});
    expect(body.agentId).not.toBe(agentId);
    expect((await api("GET", String(body.agentId), people.primary)).status).toBe(404);
  });

  test("has no more say in its owner's sessions than before", async () => {
    const path = `/api/sessions/${sessionId}`;
    const session = (method: Method, body?: unknown) => world.send(method, path, { as: people.primary, body });
    expect((await session("PATCH", { status: "stopped" })).status).toBe(403);
    expect((await session("DELETE")).status).toBe(403);
  });

  test("changes nothing as a viewer of the workspace", async () => {
    const viewer = await world.person({ workspaceId: ada.workspaceId, role: "viewer" });
    await api("POST", `${agentId}/assignments`, ada, { userId: viewer.userId, role: "primary" });
    expect((await api("GET", `${agentId}/events`, viewer)).status).toBe(200);
    for (const [, method, path, body] of CONTROLS.filter(([, method]) => method !== "GET"))
      expect((await api(method, agentId + path.replace(":session", sessionId), viewer, body)).status).toBe(403);
  });
});
