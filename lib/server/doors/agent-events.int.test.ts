import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

let world: DoorsWorld;
let ada: Person;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  ada = await world.person({ role: "member" });
});

const api = async (method: "GET" | "POST" | "PATCH", path: string, body?: unknown, as: Person = ada) => {
  const response = await world.send(method, `/api/agents/${path}`, { as, body });
  return { status: response.status, body: await response.json() };
};
const rename = (name: string) => api("PATCH", "guide", { name });
const events = (query = "", agent = "guide") => api("GET", `${agent}/events${query}`);
const at = (time: string, agent = "guide") => events(`?asOf=${encodeURIComponent(time)}`, agent);

/** Puts the moments of an agent's events a minute apart, from 10:00 on. */
async function spread(agentId: string) {
  await world.pool.query(
    "update agent_events set time = timestamptz '2026-11-21T10:00:00Z' + (version - 1) * interval '1 minute' where agent_id = $1",
    [agentId],
  );
}

describe("an agent's log", () => {
  test("is read oldest first, page by page, after a version", async () => {
    for (const name of ["One", "Two", "Three"]) await rename(name);
    const first = (await events("?limit=2")).body;
    expect(first.items.map((one: { version: number }) => one.version)).toEqual([1, 2]);
    expect(first.items[0]).toMatchObject({
      specversion: "1.0",
      type: "agent.created.v1",
      datacontenttype: "application/json",
      source: `/workspaces/${ada.workspaceId}/agents/${first.items[0].subject}`,
    });
    for (const query of [`?limit=2&cursor=${first.nextCursor}`, "?limit=2&after=2"]) {
      const { items, nextCursor } = (await events(query)).body;
      expect([items.map((one: { version: number }) => one.version), nextCursor]).toEqual([[3, 4], null]);
    }
    expect((await events("?after=99")).body).toEqual({ items: [], nextCursor: null });
  });

  test("is empty before the agent is used, as its state is absent", async () => {
    for (const query of ["", "?limit=5&after=3"])
      expect(await events(query)).toEqual({ status: 200, body: { items: [], nextCursor: null } });
    expect((await api("GET", "guide")).body).toMatchObject({ id: null, status: "absent", version: 0 });
  });

  test.each([
    "?limit=0",
    "?limit=501",
    "?after=-1",
    "?after=9007199254740993",
    "?after=1&cursor=1",
    "?asOf=yesterday",
    "?asOf=2026-11-21",
    "?asOf=2026-13-41T00:00:00Z",
    "?asOf=0000-01-01T00:00:00Z",
    "?asOf=9999-12-31T23:59:59-12:00",
    "?asOf=2026-11-21T10:00:00",
    "?asOf=2026-11-21T10:00:00Z&limit=3",
    "?asOf=2026-11-21T10:00:00Z&after=3",
    "?asOf=2026-11-21T10:00:00Z&atVersion=3",
    "?atVersion=3&limit=3",
    "?atVersion=-1",
    "?order=desc",
  ])("is not read with %s", async (query) => {
    const { status, body } = await events(query);
    expect([status, body.code]).toEqual([422, "validation_failed"]);
  });
});

describe("an agent at a time", () => {
  test("is what its log folds to up to then", async () => {
    const { id } = (await rename("One")).body;
    await rename("Two");
    await rename("Three");
    await spread(id);
    const seen = async (time: string) => {
      const { asOf, version, state } = (await at(time)).body;
      return [asOf, version, state.status, state.name];
    };
    expect(await seen("2026-11-21T09:59:59.999Z")).toEqual(["2026-11-21T09:59:59.999Z", 0, "absent", "Guide"]);
    expect(await seen("2026-11-21T10:00:00Z")).toEqual(["2026-11-21T10:00:00.000Z", 1, "active", "Guide"]);
    expect(await seen("2026-11-21T11:02:30+01:00")).toEqual(["2026-11-21T10:02:30.000Z", 3, "active", "Two"]);
    expect(await seen("2999-01-01T00:00:00Z")).toEqual(["2999-01-01T00:00:00.000Z", 4, "active", "Three"]);
    expect((await at("0001-01-01T00:00:00Z")).body).toMatchObject({ version: 0, state: { id: null } });
    expect((await at("9999-12-31T23:59:59Z")).body).toMatchObject({ version: 4, state: { id, name: "Three" } });
    const { body: now } = await api("GET", "guide");
    expect((await at("2999-01-01T00:00:00Z")).body.state).toEqual(now);
  });

  test("is told by version too, so that two events of one moment are told apart", async () => {
    await rename("One");
    await rename("Two");
    await rename("Three");
    const seen = async (version: number) => {
      const { body } = await events(`?atVersion=${version}`);
      return [body.version, body.state.version, body.state.name];
    };
    expect(await seen(0)).toEqual([0, 0, "Guide"]);
    expect(await seen(2)).toEqual([2, 2, "One"]);
    expect(await seen(3)).toEqual([3, 3, "Two"]);
    expect(await seen(99)).toEqual([4, 4, "Three"]);
    expect((await api("GET", "guide")).body.version).toBe(4);
  });

  test("holds nothing that happened later, whatever the clocks of two processes said", async () => {
    const { id } = (await rename("One")).body;
    await rename("Two");
    await rename("Three");
    await spread(id);
    await world.pool.query(
      "update agent_events set time = '2026-11-21T12:00:00Z' where agent_id = $1 and version = 3",
      [id],
    );
    expect((await at("2026-11-21T11:00:00Z")).body).toMatchObject({ version: 2, state: { name: "One" } });
  });

  test("is absent when it was never used, and stays readable by UUID after an archive", async () => {
    expect((await at("2026-11-21T10:00:00Z")).body).toMatchObject({ version: 0, state: { id: null, slug: "guide" } });
    const { id } = (await rename("One")).body;
    await api("POST", "guide/archive", {});
    expect((await at("2999-01-01T00:00:00Z", id)).body.state).toMatchObject({ id, status: "archived", name: "One" });
    expect((await at("2999-01-01T00:00:00Z")).body.state).toMatchObject({ id: null, status: "absent" });
  });

  test("folds a log of many pages", async () => {
    const { id } = (await rename("One")).body;
    await world.pool.query(
      `insert into agent_events (agent_id, version, id, type, data, time, actor, correlation_id, workspace_id)
       select agent_id, n, gen_random_uuid(), type, jsonb_set(data, '{name}', to_jsonb('Name ' || n)), time, actor, correlation_id, workspace_id
       from agent_events, generate_series(3, 2500) n where agent_id = $1 and version = 2`,
      [id],
    );
    await spread(id);
    const time = new Date(Date.UTC(2026, 10, 21, 10, 2_099)).toISOString();
    expect((await at(time)).body).toMatchObject({ version: 2_100, state: { name: "Name 2100" } });
  });

  test("is not there for who has no role on it", async () => {
    const { id } = (await rename("One")).body;
    for (const stranger of [
      await world.person(),
      await world.person({ workspaceId: ada.workspaceId, role: "admin" }),
    ]) {
      const { status, body } = await api("GET", `${id}/events?asOf=2999-01-01T00:00:00Z`, undefined, stranger);
      expect([status, body.code]).toEqual([404, "not_found"]);
    }
  });
});
