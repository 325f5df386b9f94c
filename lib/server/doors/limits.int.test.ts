import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { doors } from "#lib/server/doors.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { bodies, type Owned, own, pathOf } from "#lib/testing/owned.ts";
import { testLimits } from "#lib/testing/rate-limits.ts";
import { type Door, type Method, nameOf } from "./door.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;
beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
  owned = await own(world, owner);
});
beforeEach(() => {
  world.ports.rateLimits = testLimits();
});
afterAll(() => world.close());

const counted = doors.filter((door) => door.auth !== "own");
const named = (some: readonly Door[]) => some.map((door) => [nameOf(door), door] as const);
const knock = (door: Door, as: Person | null, headers: Record<string, string> = {}) => {
  const body = ["GET", "DELETE"].includes(door.method) ? undefined : bodies[nameOf(door)]?.(owned);
  return world.send(door.method, pathOf(door, owned), { as, body, headers });
};

test("every door says what it counts as", () => {
  for (const door of doors) {
    const expected = { required: ["call", "message"], none: ["visit"], own: ["none", "visit"] }[door.auth];
    expect(expected, nameOf(door)).toContain(door.limit);
  }
});

describe("who has used up their calls", () => {
  const guarded = named(counted.filter((door) => door.auth === "required"));

  test.each(guarded)("is refused at %s with a key, and told when to come again", async (_, door) => {
    world.ports.rateLimits = testLimits({ "calls-per-key": 0 });
    const response = await knock(door, owner);
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([429, "rate_limited"]);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(Number(response.headers.get("retry-after"))).toBe(problem.retryAfterSeconds);
    expect(response.headers.get("ratelimit-policy")).toMatch(
      /^"calls-per-key";q=0;w=60, "calls-per-key-owner";q=\d+;w=60$/,
    );
    expect(response.headers.get("ratelimit")).toMatch(/^"calls-per-key";r=0;t=\d+,/);
    expect(response.headers.get("ratelimit-remaining")).toBe("0");
  });

  test.each(guarded)("is refused at %s in a browser", async (_, door) => {
    world.ports.rateLimits = testLimits({ "calls-per-user": 0 });
    expect((await knock(door, null, { cookie: owner.cookie })).status).toBe(429);
  });

  test("has a quota of their own with each key, whichever header brings it", async () => {
    const other = await world.person({ workspaceId: owner.workspaceId });
    world.ports.rateLimits = testLimits({ "calls-per-key": 2 });
    const ask = (headers: Record<string, string>) => world.send("GET", "/api/me", { headers });
    expect((await ask({ authorization: `Bearer ${owner.apiKey}` })).headers.get("ratelimit-remaining")).toBe("1");
    expect((await ask({ "x-api-key": owner.apiKey })).headers.get("ratelimit-remaining")).toBe("0");
    expect((await ask({ authorization: `Bearer ${owner.apiKey}` })).status).toBe(429);
    expect((await ask({ cookie: owner.cookie })).status).toBe(200);
    expect((await ask({ authorization: `Bearer ${other.apiKey}` })).status).toBe(200);
  });
});

test("who makes many keys, or one after another, has so many calls with all of them, and a browser beside", async () => {
  const ada = await world.person();
  world.ports.rateLimits = testLimits({ "calls-per-key": 3, "calls-per-key-owner": 5 });
  const ask = (apiKey: string) => world.send("GET", "/api/me", { headers: { "x-api-key": apiKey } });
  const inBrowser = (method: Method, path: string, body?: object) =>
    world.send(method, path, { headers: { cookie: ada.cookie }, ...(body && { body }) });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) {
    const made = (await (await inBrowser("POST", "/api/api-keys", { name: `Key ${n}` })).json()) as {
      id: string;
      key: string;
    };
    for (let calls = 0; calls < 2; calls++) statuses.push((await ask(made.key)).status);
    await inBrowser("DELETE", `/api/api-keys/${made.id}`);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect((await (await ask(ada.apiKey)).json()).detail).toContain("All API keys of a person together may make 5 calls");
  expect((await inBrowser("GET", "/api/me")).status).toBe(200);
  expect((await ask((await world.person({ workspaceId: ada.workspaceId })).apiKey)).status).toBe(200);
});

describe("a visitor", () => {
  test.each(named(counted.filter((door) => door.auth === "none")))("is counted at %s", async (_, door) => {
    world.ports.rateLimits = testLimits({ "calls-per-address": 0 });
    const response = await knock(door, null);
    expect([response.status, (await response.json()).code]).toEqual([429, "rate_limited"]);
  });

  test("whose credential is wrong is counted by their network, not by what they pretend to be", async () => {
    world.ports.rateLimits = testLimits({ "calls-per-address": 2 });
    const guess = (n: number, from = "2001:db8:1:2::") =>
      world.send("GET", "/api/me", {
        headers: { authorization: `Bearer tl_guess${n}`, "x-throughline-address": `${from}${n}` },
      });
    expect((await guess(1)).status).toBe(401);
    expect((await guess(2)).headers.get("ratelimit-remaining")).toBe("0");
    expect((await guess(3)).status).toBe(429);
    expect((await guess(4, "2001:db8:1:3::")).status).toBe(401);
    expect((await world.send("GET", "/api/me", { as: owner })).status).toBe(200);
  });
});

describe("who has used up their messages", () => {
  const inOrder = counted
    .filter((door) => door.auth === "required" && door.servedBy === "next")
    .toSorted((a, b) => Number(b.limit === "message") - Number(a.limit === "message"));

  test.each(named(inOrder))("hears so at %s if it sets an agent to work, and only then", async (_, door) => {
    const turns = async () => (await world.pool.query("select count(*) from turns")).rows[0].count;
    const runs = async () => (await world.pool.query("select count(*) from workflow_runs")).rows[0].count;
    const before = [await turns(), await runs()];
    world.ports.rateLimits = testLimits({ "messages-per-user": 0 });
    const response = await knock(door, owner);
    expect([nameOf(door), response.status === 429]).toEqual([nameOf(door), door.limit === "message"]);
    expect([await turns(), await runs()]).toEqual(before);
    if (response.status === 429)
      expect(response.headers.get("ratelimit-policy")).toContain('"messages-per-user";q=0;w=60');
  });

  test("has them shared by all of their keys and browsers; a session has its own", async () => {
    const ada = await world.person();
    const sessions = [await world.session(ada), await world.session(ada)];
    world.ports.rateLimits = testLimits({ "messages-per-user": 3, "messages-per-session": 2 });
    const say = async (session: string | undefined, headers: Record<string, string>) => {
      const agent = ["guide", "luca", "content-liaison"][said++ % 3];
      const path = `/api/sessions/${session}/conversations/${agent}/messages`;
      return world.send("POST", path, { headers, body: { text: "Hello" } });
    };
    let said = 0;
    const [key, cookie] = [{ "x-api-key": ada.apiKey }, { cookie: ada.cookie }];
    expect((await say(sessions[0], key)).status).toBe(202);
    expect((await say(sessions[0], cookie)).headers.get("ratelimit-remaining")).toBe("0");
    const full = await say(sessions[0], key);
    expect([full.status, (await full.json()).detail]).toEqual([429, expect.stringContaining("A session takes 2")]);
    expect((await say(sessions[1], cookie)).status).toBe(202);
    const spent = await say(sessions[1], cookie);
    expect([spent.status, (await spent.json()).detail]).toEqual([429, expect.stringContaining("You may send 3")]);
  });

  test("loses nothing by a message that is refused for what it says", async () => {
    const ada = await world.person();
    const session = await world.session(ada);
    world.ports.rateLimits = testLimits({ "messages-per-user": 1 });
    const say = (text: string) =>
      world.send("POST", `/api/sessions/${session}/conversations/guide/messages`, { as: ada, body: { text } });
    expect((await say(" ")).status).toBe(422);
    expect((await say("Hello")).status).toBe(202);
  });
});
