import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BudgetView } from "#lib/application/budgets/schema.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import { createApiClient } from "#lib/testing/api-client.ts";
import { createCluster } from "#lib/testing/house.ts";
import { PACED, startPacedModel } from "#lib/testing/paced-model.ts";

const TIMEOUT = 180_000;
const PATIENT = { timeout: 60_000, interval: 100 };

let model: Awaited<ReturnType<typeof startPacedModel>>;
beforeAll(async () => {
  model = await startPacedModel({ input: 1, output: 1_000 });
});
afterAll(() => model.close());

const LOCAL = { OUTBOUND_ALLOW: "127.0.0.1" };
/** Room for one call at a time: whoever is first sets all of it aside. */
const NARROW = 700_000;

describe("a budget over processes that die", () => {
  test("is never overspent or left with something set aside, and every answer comes, whole and counted once", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const [dying, other] = await Promise.all([cluster.start(LOCAL), cluster.start(LOCAL)]);
    const apiKey = await cluster.createUser();
    const [one, two] = [createApiClient(dying.origin, apiKey, "guide"), createApiClient(other.origin, apiKey, "guide")];
    await one.post("/api/llm-configs", model.config);
    const { id } = await one.post<BudgetView>("/api/budgets", {
      ...{ scope: "workspace", period: "month", limitMicros: NARROW },
    });
    const database = new pg.Pool({ connectionString: cluster.databaseUrl, max: 2 });
    context.onTestFinished(() => database.end());
    const budget = async () =>
      (
        await database.query(
          `select limit_micros::int as limit, spent_micros::int as spent, reserved_micros::int as reserved,
             (select count(*)::int from budget_reservations) as open,
             (select coalesce(sum(cost_micros), 0)::int from model_calls) as used,
             (select count(*)::int from turns where status = 'paused') as paused,
             (select count(*)::int from turns where status = 'running' and executor_id like $2) as dying
           from budgets where id = $1`,
          [id, `%-${dying.pid}-%`],
        )
      ).rows[0];

    const goOn = model.hold();
    const sessions: { sessionId: string; turnId: string }[] = [];
    for (let n = 0; n < 4; n++)
      for (const client of [one, two]) {
        const sessionId = await client.createSession();
        sessions.push({ sessionId, turnId: (await client.send(sessionId, "Speak.")).turnId });
      }
    // In the middle of an answer for which it has set everything aside.
    await context.expect
      .poll(async () => {
        const { dying, reserved, paused } = await budget();
        return dying > 0 && reserved > 0 && paused > 0;
      }, PATIENT)
      .toBe(true);
    await dying.kill("SIGKILL");
    goOn();

    // Four answers fit; who comes later waits, and goes on when the budget is raised.
    let most = 0;
    const watching = setInterval(async () => {
      const now = await budget().catch(() => null);
      if (now) most = Math.max(most, now.spent + now.reserved - now.limit);
    }, 20);
    await context.expect
      .poll(async () => {
        const { reserved, paused, spent } = await budget();
        return reserved === 0 && paused > 0 && NARROW - spent < 512_000;
      }, PATIENT)
      .toBe(true);
    await two.post(`/api/budgets/${id}`, { limitMicros: 50 * NARROW }, "PATCH");
    for (const { sessionId, turnId } of sessions) {
      await context.expect
        .poll(async () => (await two.messages(sessionId)).find((one) => one.id === turnId)?.status, PATIENT)
        .toBe("complete");
      const message = (await two.messages(sessionId)).find((one) => one.id === turnId);
      expect(textOf(message?.parts ?? [])).toBe(PACED);
    }
    clearInterval(watching);
    expect(most).toBeLessThanOrEqual(0);
    const { spent, reserved, open, used } = await budget();
    expect({ spent, reserved, open, used }).toEqual({
      ...{ spent: sessions.length * model.cost, used: sessions.length * model.cost },
      ...{ reserved: 0, open: 0 },
    });
  });

  test("keeps an answer paused while every process is gone, and lets it go on when it is raised after the restart", {
    timeout: TIMEOUT,
  }, async (context) => {
    const cluster = await createCluster(context);
    const first = await cluster.start(LOCAL);
    const apiKey = await cluster.createUser();
    const client = createApiClient(first.origin, apiKey, "guide");
    await client.post("/api/llm-configs", model.config);
    const { id } = await client.post<BudgetView>("/api/budgets", { scope: "workspace", period: "day", limitMicros: 0 });
    const sessionId = await client.createSession();
    const reader = await client.follow(sessionId);
    const { turnId } = await client.send(sessionId, "Speak.");
    await reader.until((now) => now.view().turns[turnId]?.status === "paused");
    const before = model.asked();
    await first.kill("SIGKILL");

    const [web, worker] = await Promise.all([
      cluster.start({ ...LOCAL, THROUGHLINE_ROLE: "web" }),
      cluster.start({ ...LOCAL, THROUGHLINE_ROLE: "worker" }),
    ]);
    const later = createApiClient(web.origin, apiKey, "guide");
    expect((await later.view(sessionId)).turns[turnId]).toMatchObject({ status: "paused", pause: { budgetId: id } });
    const again = await later.follow(sessionId);
    await later.post(`/api/budgets/${id}`, { limitMicros: 10_000_000 }, "PATCH");
    await again.untilEnd(turnId);
    expect(again.text(turnId)).toBe(PACED);
    expect(model.asked()).toBe(before + 1);
    expect(worker.stderr()).toBe("");
  });
});
