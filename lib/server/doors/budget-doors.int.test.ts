import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { UsageView } from "#lib/application/usage/schema.ts";
import { createDoorsWorld, type DoorsWorld, type Person } from "#lib/testing/doors-world.ts";
import type { Method } from "./door.ts";

let world: DoorsWorld;
beforeAll(async () => {
  world = await createDoorsWorld();
});
afterAll(() => world.close());

const MONTH = "from=2026-11-01&to=2026-11-30";

/** What a person's calls of models have left. */
async function spend(
  person: Person,
  changes: { agent?: string; model?: string; cost?: number | null; at?: string; ownModel?: boolean } = {},
) {
  const { agent = "luca", model = "m", cost = 100, at = "2026-11-21T12:00:00Z", ownModel = false } = changes;
  const { workspaceId, userId } = person;
  await world.store.commit({
    modelCalls: [
      {
        ...{ sourceId: randomUUID(), source: "turn", iteration: 0, attempt: 0, workspaceId, userId, agent, model, at },
        ...{ sessionId: randomUUID(), configId: null, provider: "openai", inputTokens: 10, cachedTokens: 4 },
        ...{ outputTokens: 5, reasoningTokens: 2, costMicros: cost, ownModel, estimated: false },
      },
    ],
  });
}

async function ask<Answer>(as: Person, method: Method, path: string, body?: unknown) {
  const response = await world.send(method, path, { as, body });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : null) as Answer };
}
const usage = async (as: Person, query: string) => (await ask<UsageView>(as, "GET", `/api/usage?${query}`)).body;

describe("usage", () => {
  test("is everyone's for an admin, by whatever is asked, and one's own for others", async () => {
    const owner = await world.person();
    const ada = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    await spend(owner);
    await spend(ada, { agent: "guide", cost: 1_000 });
    await spend(ada, { model: "free", cost: null, at: "2026-11-22T00:00:00Z" });
    await spend(await world.person(), { cost: 5_000 });
    await spend(ada, { cost: 7_000, at: "2026-10-31T23:59:59Z" });

    const by = async (as: Person, one: string) => {
      const { items } = await usage(as, `${MONTH}&by=${one}`);
      return items.map(({ key, calls, costMicros, unpricedCalls }) => [key, calls, costMicros, unpricedCalls]);
    };
    expect(await by(owner, "day")).toEqual([
      ["2026-11-21", 2, 1_100, 0],
      ["2026-11-22", 1, 0, 1],
    ]);
    expect(await by(owner, "person")).toEqual([
      [ada.userId, 2, 1_000, 1],
      [owner.userId, 1, 100, 0],
    ]);
    expect(await by(owner, "model")).toEqual([
      ["openai/m", 2, 1_100, 0],
      ["openai/free", 1, 0, 1],
    ]);
    expect(await by(ada, "agent")).toEqual([
      ["guide", 1, 1_000, 0],
      ["luca", 1, 0, 1],
    ]);
    const { of, total, items } = await usage(ada, `${MONTH}&by=day&split=agent`);
    expect([of, items.map(({ key, split }) => [key, split?.name])]).toEqual([
      "caller",
      [
        ["2026-11-21", "Guide"],
        ["2026-11-22", "Luca"],
      ],
    ]);
    expect(total).toEqual({
      ...{ calls: 2, inputTokens: 20, cachedTokens: 8, outputTokens: 10, reasoningTokens: 4 },
      ...{ costMicros: 1_000, ownCostMicros: 0, unpricedCalls: 1 },
    });
  });

  test("says how much of it people's own models cost, which budgets of the workspace do not count", async () => {
    const owner = await world.person();
    await spend(owner, { cost: 70 });
    await spend(owner, { cost: 30, ownModel: true });
    const { total, items } = await usage(owner, `${MONTH}&by=person`);
    expect([total, items[0]]).toMatchObject([
      { costMicros: 100, ownCostMicros: 30 },
      { costMicros: 100, ownCostMicros: 30 },
    ]);
    const body = { scope: "workspace", period: "total", limitMicros: 1_000 };
    expect((await ask<{ spentMicros: number }>(owner, "POST", "/api/budgets", body)).body.spentMicros).toBe(70);
  });

  test("is told as CSV, line by line, of the same people", async () => {
    const owner = await world.person();
    const ada = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    await spend(owner);
    await spend(ada, { cost: 1_234 });
    const lines = async (as: Person) => {
      const response = await world.send("GET", `/api/usage/export?${MONTH}`, { as });
      expect(response.headers.get("content-disposition")).toContain("usage-2026-11-01-2026-11-30.csv");
      return (await response.text()).trim().split("\r\n");
    };
    expect(await lines(owner)).toHaveLength(3);
    const [, line, ...more] = await lines(ada);
    expect(line).toMatch(/^"2026-11-21","Luca","openai","m","[^"]+",1,10,4,5,2,"0\.001234","0\.000000",0$/);
    expect(more).toEqual([]);
  });

  test("is refused for days that are none, in the wrong order or too many", async () => {
    const owner = await world.person();
    for (const query of ["", "from=2026-11-02&to=2026-11-01", "from=2024-01-01&to=2026-01-01", "from=soon&to=later"])
      expect((await ask(owner, "GET", `/api/usage?${query}`)).status).toBe(422);
  });
});

describe("a budget", () => {
  const month = { scope: "workspace", period: "month", limitMicros: 1_000_000 };

  test("is set, seen, raised and deleted by admins alone", async () => {
    const owner = await world.person();
    const admin = await world.person({ workspaceId: owner.workspaceId, role: "admin" });
    const member = await world.person({ workspaceId: owner.workspaceId, role: "member" });
    await spend(owner, { cost: 900_000, at: new Date().toISOString() });
    const made = await ask<{ id: string }>(admin, "POST", "/api/budgets", month);
    expect(made).toMatchObject({ status: 201, body: { spentMicros: 900_000, standing: "warning", subject: null } });
    const path = `/api/budgets/${made.body.id}`;
    for (const [method, where, body] of [
      ["GET", "/api/budgets", undefined],
      ["POST", "/api/budgets", { ...month, period: "day" }],
      ["PATCH", path, { limitMicros: 5 }],
      ["DELETE", path, undefined],
    ] as const)
      expect([method, (await ask(member, method, where, body)).status]).toEqual([method, 403]);
    expect(await ask(owner, "PATCH", path, { limitMicros: 2_000_000 })).toMatchObject({ body: { standing: "fine" } });
    expect(await ask(owner, "GET", "/api/budgets")).toMatchObject({ body: { items: [{ limitMicros: 2_000_000 }] } });
    expect((await ask(owner, "DELETE", path)).status).toBe(204);
    expect((await ask(owner, "DELETE", path)).status).toBe(404);
    const { rows } = await world.pool.query(
      "select verb, target_name, before->>'limitMicros' as before, after->>'limitMicros' as after from audit_log where target_id = $1 order by sequence",
      [made.body.id],
    );
    expect(rows.map(({ verb, before, after }) => [verb, before, after])).toEqual([
      ["budget.created", null, "1000000"],
      ["budget.changed", "1000000", "2000000"],
      ["budget.deleted", "2000000", null],
    ]);
  });

  test("is there once for the same, and only for who and what is there", async () => {
    const owner = await world.person();
    const stranger = await world.person();
    const post = async (body: object) => (await ask<{ code: string }>(owner, "POST", "/api/budgets", body)).body.code;
    const agent = { ...month, scope: "agent", subject: "luca" };
    expect((await ask(owner, "POST", "/api/budgets", agent)).body).toMatchObject({ subjectName: "Luca" });
    expect(await post(agent)).toBe("already_exists");
    expect(await post({ ...agent, subject: "nobody" })).toBe("not_found");
    expect(await post({ ...month, scope: "user", subject: stranger.userId })).toBe("not_found");
    expect(await post({ ...month, scope: "user" })).toBe("validation_failed");
    expect(await post({ ...month, subject: "luca" })).toBe("validation_failed");
    expect(await post({ ...month, limitMicros: -1 })).toBe("validation_failed");
    expect(await post({ ...month, limitMicros: 1.5 })).toBe("validation_failed");
  });
});
