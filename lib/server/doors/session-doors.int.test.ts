import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideAgent } from "#lib/application/agents/record-events.ts";
import type { SessionDetail } from "#lib/application/sessions/schema.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import type { FeedEntry } from "#lib/domain/session/feed.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { doors } from "../doors.ts";
import type { Method } from "./door.ts";
import { matchPath } from "./path.ts";

let world: DoorsWorld;
let owner: Person;

beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

/** A call that goes well, and whose answer has the documented shape. */
async function call<Body>(method: Method, path: string, body?: unknown, as = owner): Promise<Body> {
  const response = await world.send(method, path, { as, body });
  const text = await response.text();
  expect(response.status, text).toBeLessThan(300);
  if (response.status === 204) return undefined as Body;
  const [pathname = ""] = path.split("?");
  const rows = doors.filter((one) => one.method === method && matchPath(one.path, pathname));
  rows.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  rows[0]?.answer?.parse(JSON.parse(text));
  return JSON.parse(text);
}
const refused = async (method: Method, path: string, body?: unknown) => {
  const response = await world.send(method, path, { as: owner, body });
  return [response.status, (await response.json()).code];
};
const newSession = (title?: string) => call<SessionDetail>("POST", "/api/sessions", title ? { title } : {});
const facts = async (sessionId: string): Promise<FeedEntry["type"][]> =>
  (await world.reads.feedAfter(sessionId, 0, 100)).map((entry) => entry.type);

describe("sessions", () => {
  test("are opened, read whole, renamed and listed, latest activity first", async () => {
    const made = await newSession("First");
    expect(made).toMatchObject({ title: "First", status: "active", feedSequence: 1, conversations: {} });
    const second = await newSession("Second");
    await call("PATCH", `/api/sessions/${made.id}`, { title: "Renamed" });
    expect(await call("GET", `/api/sessions/${made.id}`)).toMatchObject({ title: "Renamed", feedSequence: 2 });
    const { items } = await call<{ items: { id: string }[] }>("GET", "/api/sessions?limit=2");
    expect(items.map((item) => item.id)).toEqual([made.id, second.id]);
    expect(await facts(made.id)).toEqual(["session.created", "session.renamed"]);
  });

  test("page by cursor without gap or repeat", async () => {
    const person = await world.person();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await call<{ id: string }>("POST", "/api/sessions", {}, person)).id);
    const seen: string[] = [];
    let cursor = "";
    do {
      const path = `/api/sessions?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page = await call<{ items: { id: string }[]; nextCursor: string | null }>("GET", path, undefined, person);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor ?? "";
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  test("refuse a broken cursor, limit and status with the field's name", async () => {
    for (const query of ["limit=0", "limit=x", "limit=1000", "status=gone", "cursor=%00broken"]) {
      const response = await world.send("GET", `/api/sessions?${query}`, { as: owner });
      expect([query, response.status]).toEqual([query, 422]);
    }
  });

  test("made twice with the same id are one, and an id of someone else's is refused", async () => {
    const id = crypto.randomUUID();
    const one = await call("POST", "/api/sessions", { id, title: "Mine" });
    expect(await call("POST", "/api/sessions", { id, title: "Mine" })).toEqual(one);
    const stranger = await world.person();
    const taken = await world.send("POST", "/api/sessions", { as: stranger, body: { id } });
    expect([taken.status, (await taken.json()).code]).toEqual([409, "already_exists"]);
  });

  test("are put away and brought back; twice is as good as once", async () => {
    const { id } = await newSession("Away");
    for (let i = 0; i < 2; i++) await call("DELETE", `/api/sessions/${id}`);
    expect(await refused("GET", `/api/sessions/${id}`)).toEqual([404, "not_found"]);
    expect(await refused("PATCH", `/api/sessions/${id}`, { title: "x" })).toEqual([404, "not_found"]);
    for (let i = 0; i < 2; i++) await call("POST", `/api/sessions/${id}/restore`);
    expect(await call("GET", `/api/sessions/${id}`)).toMatchObject({ title: "Away" });
    expect(await facts(id)).toEqual(["session.created", "session.deleted", "session.restored"]);
  });

  test("with an id that is no id do not exist", async () => {
    for (const id of ["nonsense", "%2e%2e", "1", "%E0%A4%A"])
      expect(await refused("GET", `/api/sessions/${id}`)).toEqual([404, "not_found"]);
  });

  test("refuse titles that are empty, too long or hold control characters", async () => {
    const { id } = await newSession();
    for (const title of ["", "   ", "x".repeat(201), "a\u0007b", "a\nb", 7])
      expect(await refused("PATCH", `/api/sessions/${id}`, { title })).toEqual([422, "validation_failed"]);
    expect(await refused("PATCH", `/api/sessions/${id}`, {})).toEqual([422, "validation_failed"]);
  });

  test("take titles in any script as they are", async () => {
    const title = "Größe ≠ 大きさ 👩‍💻 שלום";
    expect(await newSession(title)).toMatchObject({ title });
  });
});

describe("the life of a session", () => {
  /** A person's session in which an agent's part has begun. */
  async function sessionWithAgent() {
    const person = await world.person();
    const { id: sessionId } = await call<SessionDetail>("POST", "/api/sessions", {}, person);
    const { id: conversationId, agentId } = await world.conversation(person, sessionId, "luca");
    const actor = { kind: "user", userId: person.userId, authSessionId: crypto.randomUUID() } as const;
    const ctx = { actor, correlationId: "test", now: world.now, newId: () => crypto.randomUUID() };
    const loaded = await world.ports.agents.load(agentId, person.workspaceId);
    const part = { sessionId, conversationId, sessionType: "specialist", maxConcurrentSessions: null, at: world.now() };
    const append = decideAgent(ctx, loaded, [{ type: "start-session", ...part }]);
    await world.store.commit({ agents: append ? [append] : [] });
    const agent = () => call<AgentDetail>("GET", `/api/agents/${agentId}`, undefined, person);
    return { person, path: `/api/sessions/${sessionId}`, sessionId, agent };
  }

  test("completing ends every agent's part in it, and it can be opened again", async () => {
    const { person, path, sessionId, agent } = await sessionWithAgent();
    expect((await agent()).activeSessions).toHaveLength(1);
    for (let i = 0; i < 2; i++)
      expect(await call("POST", `${path}/complete`, undefined, person)).toMatchObject({ status: "completed" });
    expect(await agent()).toMatchObject({ activeSessions: [], successfulCompletions: 1 });
    const reopened = await call("PATCH", path, { status: "active" }, person);
    expect(reopened).toMatchObject({ status: "active", completedAt: null });
    expect((await facts(sessionId)).filter((type) => type === "session.status")).toHaveLength(2);
  });

  test("stopping terminates the agents' parts; a stopped session is not completed", async () => {
    const { person, path, sessionId, agent } = await sessionWithAgent();
    await call("PATCH", path, { status: "stopped" }, person);
    expect((await agent()).sessionHistory).toMatchObject([{ sessionId, status: "terminated" }]);
    const completing = await world.send("POST", `${path}/complete`, { as: person });
    expect([completing.status, (await completing.json()).code]).toEqual([409, "session_not_active"]);
  });
});

describe("conversations", () => {
  test("come by slug, old key or UUID, oldest first, page by page, with their text", async () => {
    const person = await world.person();
    const sessionId = await world.session(person, "Talk");
    const talk = await world.conversation(person, sessionId, "guide");
    const lines = Array.from({ length: 5 }, (_, i) => ({ parts: [{ type: "text" as const, text: `line ${i}` }] }));
    await world.say(talk, ...lines);
    type Page = { items: { text: string; sequence: number }[]; nextCursor: string | null };
    const read = (agent: string, query = "") =>
      call<Page>("GET", `/api/sessions/${sessionId}/conversations/${agent}${query}`, undefined, person);
    const newest = await read("guide", "?limit=3");
    expect(newest.items.map((item) => item.text)).toEqual(["line 2", "line 3", "line 4"]);
    const older = await read("guide", `?limit=3&before=${newest.nextCursor}`);
    expect(older).toMatchObject({ items: [{ text: "line 0" }, { text: "line 1" }], nextCursor: null });
    expect(await read("guide_agent")).toEqual(await read("guide"));
    expect(await read(talk.agentId)).toEqual(await read("guide"));
    expect(await call("GET", `/api/sessions/${sessionId}/view`, undefined, person)).toMatchObject({ id: sessionId });
  });

  test("with an agent that is unknown, or not in the session, do not exist", async () => {
    const { id } = await newSession();
    for (const agent of ["nobody", "luca", crypto.randomUUID()])
      expect(await refused("GET", `/api/sessions/${id}/conversations/${agent}`)).toEqual([404, "not_found"]);
  });
});

describe("state entries", () => {
  test("are put, replaced, read and listed", async () => {
    const { id } = await newSession();
    const path = `/api/sessions/${id}/state/kpi.2026`;
    await call("PUT", path, { stateData: { revenue: 1 } });
    await call("PUT", path, { stateData: { revenue: 2 }, ttl: 60 });
    expect(await call("GET", path)).toMatchObject({ stateData: { revenue: 2 }, ttl: expect.any(Number) });
    expect(await call("GET", `/api/sessions/${id}/state`)).toMatchObject({ items: [{ key: "kpi.2026" }] });
    expect(await call("GET", `/api/sessions/${id}`)).toMatchObject({ orchestratorStates: [{ key: "kpi.2026" }] });
    expect(await refused("GET", `/api/sessions/${id}/state/absent`)).toEqual([404, "not_found"]);
  });
});

describe("agents", () => {
  test("changed from many places at once keep every change", async () => {
    const person = await world.person();
    const changes = Array.from({ length: 6 }, (_, i) => ({ preferences: { [`key${i}`]: i } }));
    await Promise.all(changes.map((change) => call("PATCH", "/api/agents/luca", change, person)));
    const { preferences } = await call<AgentDetail>("GET", "/api/agents/luca", undefined, person);
    expect(Object.keys(preferences)).toHaveLength(6);
  });

  test("the registry tells what is on offer and where, never the prompts", async () => {
    const { items } = await call<{ items: { slug: string }[] }>("GET", "/api/agents/registry");
    expect(items.map((item) => item.slug)).toEqual(expect.arrayContaining(["guide", "content-liaison", "luca"]));
    expect(JSON.stringify(items)).not.toContain("systemPrompt");
    const routes = await call<{ items: { path: string; slug: string }[] }>("GET", "/api/agents/registry/routes");
    expect(new Set(routes.items.map((route) => route.path)).size).toBe(routes.items.length);
  });

  test("show their definition until they are used; the first change makes them", async () => {
    const person = await world.person();
    const read = () => call<{ id: string | null }>("GET", "/api/agents/guide", undefined, person);
    expect(await read()).toMatchObject({ id: null, status: "absent", slug: "guide" });
    const changes = { name: "My guide", preferences: { tone: "brief" }, systemPromptOverride: "Be brief." };
    const made = await call<{ id: string }>("PATCH", "/api/agents/guide_agent", changes, person);
    expect(made).toMatchObject({ ...changes, status: "active" });
    expect(await read()).toEqual(made);
    expect(await call("GET", `/api/agents/${made.id}`, undefined, person)).toEqual(made);
    const { items } = await call<{ items: unknown[] }>("GET", "/api/agents", undefined, person);
    expect(items).toMatchObject([{ id: made.id, name: "My guide" }]);
    type Log = { items: { type: string; version: number }[]; nextCursor: string | null };
    const log = await call<Log>("GET", "/api/agents/guide/events", undefined, person);
    expect(log.items.map((event) => event.type)).toEqual([
      "agent.created.v1",
      "agent.profile.updated.v1",
      "agent.preferences.updated.v1",
    ]);
    const first = await call<Log>("GET", `/api/agents/${made.id}/events?limit=1`, undefined, person);
    const rest = await call<Log>("GET", `/api/agents/${made.id}/events?cursor=${first.nextCursor}`, undefined, person);
    expect([...first.items, ...rest.items]).toEqual(log.items);
    await call("PATCH", "/api/agents/guide", { preferences: { tone: null }, systemPromptOverride: null }, person);
    expect(await read()).toMatchObject({ preferences: {}, systemPromptOverride: null, name: "My guide" });
  });
});
