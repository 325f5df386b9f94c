import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";

let world: DoorsWorld;
let owner: Person;

beforeAll(async () => {
  world = await createDoorsWorld();
  owner = await world.person();
});
afterAll(() => world.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  world.send("POST", path, { as: owner, body, headers });
const sessionCount = async () => (await world.pool.query("select count(*)::int as n from sessions")).rows[0].n;

describe("an Idempotency-Key", () => {
  test("gives a repeat the first answer and makes nothing twice", async () => {
    const before = await sessionCount();
    const headers = { "idempotency-key": "first" };
    const answers = [
      await post("/api/sessions", { title: "Once" }, headers),
      await post("/api/sessions", { title: "Once" }, headers),
    ];
    const [one, two] = await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]));
    expect(two).toEqual(one);
    expect(one?.[0]).toBe(201);
    expect(await sessionCount()).toBe(before + 1);
  });

  test("of ten requests at once lets one make the session; the others get its answer or a clear 409", async () => {
    const before = await sessionCount();
    const headers = { "idempotency-key": "crowd" };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post("/api/sessions", { title: "Crowd" }, headers)),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    const made = bodies.filter((_, index) => answers[index]?.status === 201);
    expect(new Set(made.map((session) => session.id)).size).toBe(1);
    for (const [index, answer] of answers.entries())
      if (answer.status !== 201) expect([answer.status, bodies[index].code]).toEqual([409, "idempotency_conflict"]);
    expect(await sessionCount()).toBe(before + 1);
  });

  test("with another body or at another door is a conflict", async () => {
    const headers = { "idempotency-key": "other" };
    await post("/api/sessions", { title: "A" }, headers);
    for (const again of [
      post("/api/sessions", { title: "B" }, headers),
      post("/api/invitations", { email: "a@b.co" }, headers),
    ]) {
      const answer = await again;
      expect([answer.status, (await answer.json()).code]).toEqual([409, "idempotency_conflict"]);
    }
  });

  test("is each person's own, and free again after a failure", async () => {
    const headers = { "idempotency-key": "mine" };
    const other = await world.person();
    await post("/api/sessions", { title: "Mine" }, headers);
    expect((await world.send("POST", "/api/sessions", { as: other, body: { title: "Theirs" }, headers })).status).toBe(
      201,
    );
    const failing = { "idempotency-key": "failing" };
    const workflow = { sessionId: crypto.randomUUID(), workflowType: "none" };
    expect((await post("/api/workflow", workflow, failing)).status).toBe(404);
    expect((await post("/api/workflow", workflow, failing)).status).toBe(404);
  });

  test("never keeps a secret: the repeat says that it was shown once", async () => {
    const headers = { "idempotency-key": "secret" };
    const { key } = await (await post("/api/api-keys", { name: "CI" }, headers)).json();
    const again = await post("/api/api-keys", { name: "CI" }, headers);
    expect([again.status, (await again.json()).code]).toEqual([409, "idempotency_conflict"]);
    const stored = JSON.stringify((await world.pool.query("select * from idempotency_keys")).rows);
    expect(stored).not.toContain(key);
  });

  test("that a dead process left unanswered can be used again after a while", async () => {
    const headers = { "idempotency-key": "left" };
    await post("/api/sessions", { title: "Left" }, headers);
    await world.pool.query("update idempotency_keys set status = null, response = null where key = 'left'");
    expect((await post("/api/sessions", { title: "Left" }, headers)).status).toBe(409);
    await world.pool.query("update idempotency_keys set created_at = now() - interval '10 minutes' where key = 'left'");
    expect((await post("/api/sessions", { title: "Left" }, headers)).status).toBe(201);
  });
});

describe("an answer of the API", () => {
  test("carries the request's id, is not cached and not sniffed", async () => {
    const named = await world.send("GET", "/api/sessions", { as: owner, headers: { "x-request-id": "trace-42" } });
    expect(named.headers.get("x-request-id")).toBe("trace-42");
    expect(named.headers.get("cache-control")).toBe("no-store");
    expect(named.headers.get("x-content-type-options")).toBe("nosniff");
    const hostile = await world.send("GET", "/api/sessions", { as: owner, headers: { "x-request-id": "a b<script>" } });
    expect(hostile.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  test("is a problem document also for a wrong method and an unknown address", async () => {
    const wrong = await world.send("PUT", "/api/sessions", { as: owner, body: {} });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST"]);
    expect((await wrong.json()).code).toBe("method_not_allowed");
    // What our own server answers past Next has its one method too.
    const raw = await world.send("PUT", "/api/sessions/import", { as: owner, body: {} });
    expect([raw.status, raw.headers.get("allow")]).toEqual([405, "GET, PATCH, DELETE, POST"]);
    const elsewhere = await world.send("POST", "/api/audit/export", { as: owner, body: {} });
    expect([elsewhere.status, elsewhere.headers.get("allow")]).toEqual([405, "GET"]);
    const unknown = await world.send("GET", "/api/nothing/here", { as: owner });
    expect([unknown.status, (await unknown.json()).code]).toEqual([404, "not_found"]);
  });

  test("hides what failed and logs it under the request's id", async () => {
    const { list } = world.ports.sessions;
    world.ports.sessions.list = async () => {
      throw new Error("secret detail");
    };
    const answer = await world.send("GET", "/api/sessions", { as: owner });
    world.ports.sessions.list = list;
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).code]).toEqual([500, "internal"]);
    expect(text).not.toContain("secret detail");
  });

  test("says 503 and when to come again while the database is away", async () => {
    const { list } = world.ports.sessions;
    world.ports.sessions.list = async () => {
      throw Object.assign(new Error("terminating connection"), { code: "57P01" });
    };
    const answer = await world.send("GET", "/api/sessions", { as: owner });
    world.ports.sessions.list = list;
    expect([answer.status, answer.headers.get("retry-after"), (await answer.json()).code]).toEqual([
      503,
      "1",
      "unavailable",
    ]);
  });
});

describe("a body that is too large", () => {
  test("is refused while it is still being sent, without a declared length", async () => {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const request = httpRequest(`${world.origin}/api/sessions`, {
      method: "POST",
      headers: { authorization: `Bearer ${owner.apiKey}`, "content-type": "application/json" },
    });
    request.on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", reject);
    for (let megabytes = 0; megabytes < 3; megabytes++) request.write("x".repeat(1024 * 1024));
    const { status, text } = await promise; // the body has not ended yet
    request.destroy();
    expect([status, JSON.parse(text).code]).toEqual([413, "payload_too_large"]);
  });
});

describe("a cookie", () => {
  test("opens the doors as the person who signed in, from our own pages", async () => {
    const { host } = new URL(world.origin);
    const headers = { cookie: owner.cookie, origin: `http://${host}` };
    expect((await world.send("POST", "/api/sessions", { body: { title: "From a page" }, headers })).status).toBe(201);
    const me = await world.send("GET", "/api/me", { headers: { cookie: owner.cookie } });
    expect(await me.json()).toMatchObject({ userId: owner.userId, workspaceId: owner.workspaceId, role: "owner" });
  });

  test("opens nothing once its auth session has ended, nor when it was signed with another secret", async () => {
    const person = await world.person();
    await world.pool.query("update auth_sessions set revoked_at = now() where user_id = $1", [person.userId]);
    expect((await world.send("GET", "/api/me", { headers: { cookie: person.cookie } })).status).toBe(401);
    const tampered = owner.cookie.slice(0, -4);
    expect((await world.send("GET", "/api/me", { headers: { cookie: tampered } })).status).toBe(401);
  });

  test("cannot be sent as a bearer token", async () => {
    const token = owner.cookie.split("=").slice(1).join("=");
    expect((await world.send("GET", "/api/me", { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  });
});

describe("a page that was drawn for another workspace", () => {
  const elsewhere = { "x-throughline-workspace": crypto.randomUUID() };

  test("neither reads nor writes in the one that its person is in by now", async () => {
    const before = await sessionCount();
    for (const answer of [
      await post("/api/sessions", { title: "Meant for another" }, elsewhere),
      await world.send("GET", "/api/sessions", { as: owner, headers: elsewhere }),
    ])
      expect([answer.status, (await answer.json()).code]).toEqual([409, "workspace_changed"]);
    expect(await sessionCount()).toBe(before);
  });

  test("may still ask who one is and where else one could go", async () => {
    for (const path of ["/api/me", "/api/workspaces"] as const)
      expect((await world.send("GET", path, { as: owner, headers: elsewhere })).status).toBe(200);
    const here = { "x-throughline-workspace": owner.workspaceId };
    expect((await post("/api/sessions", { title: "Meant for this" }, here)).status).toBe(201);
  });
});
