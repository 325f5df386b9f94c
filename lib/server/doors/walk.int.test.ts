import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AGENT_ROLES } from "#lib/domain/agent/state.ts";
import { doors } from "#lib/server/doors.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import { bodies, CANARY, type Owned, own, pathOf } from "#lib/testing/owned.ts";
import { type Door, nameOf } from "./door.ts";

let world: DoorsWorld;
let owner: Person;
let owned: Owned;

beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
  owned = await own(world, owner);
  await world.conversation(owner, owned.sessionId, "luca");
});
afterAll(() => world.close());

const walked = doors.filter((door) => door.auth !== "own" && door.servedBy === "next");
const guarded = walked.filter((door) => door.auth === "required").map((door) => [nameOf(door), door] as const);
const takesBody = (door: Door) => door.method !== "GET" && door.method !== "DELETE";
/** Lists and the caller's own things: a stranger gets their own, never the owner's. */
const namesNothing = (door: Door) =>
  door.path.includes("/tally/") ||
  (!door.path.includes("{") && !JSON.stringify(bodies[nameOf(door)]?.(owned) ?? "").includes(owned.sessionId));

/** What admins do for everybody in their workspace. */
const isForAdmins = ({ path }: Door) =>
  path.endsWith("/assignments") ||
  ["/api/members/", "/api/invitations/", "/api/budgets/"].some((start) => path.startsWith(start));

function bodyOf(door: Door): unknown {
  if (!takesBody(door)) return undefined;
  const body = bodies[nameOf(door)];
  if (!body) throw new Error(`${nameOf(door)} is new: give it a body in lib/testing/owned.ts.`);
  return body(owned);
}
const knock = (door: Door, as: Person | null, headers: Record<string, string> = {}, agent?: string) =>
  world.send(door.method, pathOf(door, owned, agent), { as, body: bodyOf(door), headers });

/** Everything that is the owner's, as it is stored. */
async function belongings(): Promise<string> {
  const ofSession = [
    "session_feed",
    "session_heads",
    "conversations",
    "messages",
    "state_entries",
    "workflow_runs",
    "files",
    "turns",
    "agent_drafts",
  ];
  const rows = await Promise.all([
    world.pool.query("select * from sessions where owner_id = $1 order by id", [owner.userId]),
    ...ofSession.map((table) =>
      world.pool.query(`select * from ${table} t where session_id = $1 order by t::text`, [owned.sessionId]),
    ),
    world.pool.query("select * from llm_configs where owner_id = $1 order by id", [owner.userId]),
    world.pool.query("select id, name, revoked_at from api_keys where user_id = $1 order by id", [owner.userId]),
    world.pool.query("select name, email, password_hash from users where id = $1", [owner.userId]),
    world.pool.query("select id, revoked_at from auth_sessions where user_id = $1 order by id", [owner.userId]),
    world.pool.query("select issuer, subject from identities where user_id = $1 order by id", [owner.userId]),
    world.pool.query("select * from agent_memories where agent_id = $1 order by id", [owned.agentId]),
    world.pool.query("select * from agents where owner_id = $1 order by id", [owner.userId]),
    world.pool.query("select * from agent_events where agent_id = $1 order by version", [owned.agentId]),
  ]);
  return JSON.stringify(rows.map((result) => result.rows));
}

describe("someone else", () => {
  const strangers = {
    "of another workspace": () => world.person(),
    "of the same workspace": () => world.person({ workspaceId: owner.workspaceId, role: "member" }),
    "who administers the same workspace": () => world.person({ workspaceId: owner.workspaceId, role: "admin" }),
  };

  test.each(Object.entries(strangers))(
    "%s gets nothing of the owner's at any door and changes nothing",
    async (_, arrive) => {
      const stranger = await arrive();
      const before = await belongings();
      const administers = arrive === strangers["who administers the same workspace"];
      for (const [name, door] of guarded) {
        // An admin may name and end any key of the workspace.
        if (administers && door.path === "/api/api-keys/{id}") continue;
        const response = await knock(door, stranger);
        const text = (await response.text()).replaceAll(administers ? `"${CANARY} key"` : "", "");
        expect(text, name).not.toContain(CANARY);
        if (namesNothing(door)) continue;
        // Admins look after people without seeing texts; others of the workspace hear that they may not.
        if (administers && isForAdmins(door)) continue;
        const refusals = isForAdmins(door) ? [403, 404] : [404];
        expect([name, refusals]).toEqual([name, expect.arrayContaining([response.status])]);
      }
      expect(await belongings()).toBe(before);
    },
  );

  test.each(AGENT_ROLES)(
    "with the role %s on another agent of the session sees its title and nothing else, and changes nothing",
    async (role) => {
      const person = await world.person({ workspaceId: owner.workspaceId, role: "member" });
      const body = { userId: person.userId, role };
      expect((await world.send("POST", "/api/agents/luca/assignments", { as: owner, body })).status).toBe(201);
      const before = await belongings();
      for (const [name, door] of guarded) {
        const response = await knock(door, person);
        const text = (await response.text()).replaceAll(`${CANARY} session`, "");
        expect(text, name).not.toContain(CANARY);
        if (namesNothing(door) || (response.status === 200 && door.method === "GET")) continue;
        expect([name, [403, 404].includes(response.status)]).toEqual([name, true]);
      }
      expect(await belongings()).toBe(before);
    },
  );

  test("gets for a foreign row the very answer that an absent one gives", async () => {
    const stranger = await world.person();
    const absent = {
      ...owned,
      sessionId: crypto.randomUUID(),
      runId: crypto.randomUUID(),
      agentId: crypto.randomUUID(),
    };
    for (const [name, door] of guarded.filter(([, one]) => one.method === "GET" && one.path.includes("{"))) {
      const answers = await Promise.all(
        [owned, absent].map(async (ids) => {
          const response = await world.send("GET", pathOf(door, ids), { as: stranger });
          const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>;
          return { status: response.status, body };
        }),
      );
      expect(answers[1], name).toEqual(answers[0]);
    }
  });
});

describe("at every door", () => {
  test.each(guarded)("%s refuses who has no credential or a wrong one", async (_, door) => {
    const nobody: Record<string, string>[] = [
      {},
      { authorization: "Bearer tl_wrong" },
      { "x-api-key": "tl_wrong" },
      { cookie: "authjs.session-token=wrong" },
      { authorization: "Bearer tl_wrong", cookie: owner.cookie },
    ];
    for (const headers of nobody) {
      const response = await knock(door, null, headers);
      expect([response.status, (await response.json()).code]).toEqual([401, "unauthenticated"]);
    }
  });

  test.each(guarded)("%s refuses a key without its scope, however it is sent", async (_, door) => {
    const scopes = (["sessions:read", "agents:read", "workspace:read"] as const).filter(
      (scope) => scope !== door.scope,
    );
    const { apiKey } = await world.person({ workspaceId: owner.workspaceId, scopes });
    const forms: Record<string, string>[] = [{ authorization: `Bearer ${apiKey}` }, { "x-api-key": apiKey }];
    for (const headers of forms) {
      const response = await knock(door, null, headers);
      expect([response.status, (await response.json()).code]).toEqual([403, "insufficient_scope"]);
    }
  });

  test.each(guarded)("%s refuses a suspended person at once", async (_, door) => {
    const person = await world.person({ workspaceId: owner.workspaceId });
    await world.pool.query("update users set suspended_at = now() where id = $1", [person.userId]);
    expect((await knock(door, person)).status).toBe(401);
    expect((await knock(door, null, { cookie: person.cookie })).status).toBe(401);
  });

  const changing = guarded.filter(([, door]) => door.method !== "GET");
  test.each(changing)("%s lets a viewer change nothing", async (_, door) => {
    const viewer = await world.person({ workspaceId: owner.workspaceId, role: "viewer" });
    const before = await belongings();
    const { status } = await knock(door, viewer);
    if (!door.ownAccount) expect([403, 404]).toContain(status);
    expect((await world.pool.query("select 1 from sessions where owner_id = $1", [viewer.userId])).rowCount).toBe(0);
    expect(await belongings()).toBe(before);
  });

  test.each(walked.filter((door) => door.method !== "GET").map((door) => [nameOf(door), door] as const))(
    "%s refuses a browser that another website sends",
    async (_, door) => {
      const { cookie } = owner;
      const senders: Record<string, string>[] = [
        { origin: "https://evil.example" },
        { origin: "null" },
        { "sec-fetch-site": "cross-site" },
      ];
      for (const from of senders) {
        const response = await knock(door, null, { cookie, ...from });
        expect([response.status, (await response.json()).code]).toEqual([403, "foreign_origin"]);
      }
    },
  );

  const reading = walked.filter(takesBody).map((door) => [nameOf(door), door] as const);
  test.each(reading)("%s says what is wrong with a body", async (_, door) => {
    const path = pathOf(door, owned);
    const send = (body: string) => world.send(door.method, path, { as: owner, body });
    const broken = await send('{"a": ');
    expect([broken.status, (await broken.json()).code]).toEqual([400, "malformed_body"]);
    for (const body of ["[]", '"text"', "null"]) expect((await send(body)).status).toBe(422);
    const unknown = await send(JSON.stringify({ ...(bodyOf(door) as object), workspaceId: owner.workspaceId }));
    const problem = await unknown.json();
    expect(unknown.status).toBe(422);
    expect(problem.errors).toContainEqual({ path: "workspaceId", message: "This field is not known here." });
    expect(unknown.headers.get("content-type")).toBe("application/problem+json");
    expect(problem.requestId).toBe(unknown.headers.get("x-request-id"));
  });

  test.each(reading)("%s refuses a body that is too large", async (_, door) => {
    const response = await world.send(door.method, pathOf(door, owned), {
      as: owner,
      body: JSON.stringify({ text: "x".repeat(door.maxBodyBytes) }),
    });
    expect([response.status, (await response.json()).code]).toEqual([413, "payload_too_large"]);
  });
});
