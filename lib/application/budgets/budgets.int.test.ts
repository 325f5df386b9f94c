import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mendBudgets } from "#lib/adapters/postgres/mend-budgets.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import { pricedModel } from "#lib/testing/priced-model.ts";
import {
  createMail,
  createScriptedModel,
  createTurnWorld,
  isGapless,
  type TurnWorld,
} from "#lib/testing/turn-world.ts";
import type { Context } from "../context.ts";
import { stopWorkOf } from "../members/stop-work-of.ts";
import { stopTurn } from "../turns/stop-turn.ts";
import { createBudget } from "./create-budget.ts";
import { deleteBudget } from "./delete-budget.ts";
import { resumePaused } from "./resume-paused.ts";
import type { CreateBudget } from "./schema.ts";
import { updateBudget } from "./update-budget.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

/** A call of the scripted model takes 10 tokens and gives 5. The longest prompt costs next to nothing. */
const PRICE: ModelPrice = { input: 0.001, output: 200 };
const COST = 1_001;
const ENOUGH = 100_000_000;

const admin = (ctx: Context): Context => ({ ...ctx, role: "admin" });
const budget = (ctx: Context, changes: Partial<CreateBudget> = {}) =>
  createBudget({ ctx: admin(ctx), input: { scope: "workspace", period: "month", limitMicros: ENOUGH, ...changes } });

async function stateOf(id: string) {
  const { rows } = await world.pool.query(
    `select spent_micros::int as spent, reserved_micros::int as reserved,
       (select count(*)::int from budget_reservations where budget_id = b.id) as open from budgets b where id = $1`,
    [id],
  );
  return rows[0];
}
const statusOf = async (turnId: string): Promise<string> =>
  (await world.pool.query("select status from turns where id = $1", [turnId])).rows[0].status;

describe("a call of a model", () => {
  test("is charged to every budget that applies, and what was set aside is given back", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const mine = await budget(asked.ctx);
    const worker = await budget(asked.ctx, { scope: "agent", subject: "worker", period: "total" });
    const other = await budget(asked.ctx, { scope: "agent", subject: "luca" });
    const script = createScriptedModel([["One. ", ["tally", { key: "a" }]], ["Two."]]);
    await one.run(asked.turnId, pricedModel(script.model, PRICE));
    expect(await stateOf(mine.id)).toEqual({ spent: 2 * COST, reserved: 0, open: 0 });
    expect(await stateOf(worker.id)).toEqual({ spent: 2 * COST, reserved: 0, open: 0 });
    expect(await stateOf(other.id)).toEqual({ spent: 0, reserved: 0, open: 0 });
    // There was room for the longest answer, so it needed no limit.
    expect(script.calls[0]?.maxOutputTokens).toBeUndefined();
  });

  test("may write so much that it costs no more than is left", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    await budget(asked.ctx, { limitMicros: 400_000 });
    const script = createScriptedModel([["One."]]);
    await one.run(asked.turnId, pricedModel(script.model, PRICE));
    const most = script.calls[0]?.maxOutputTokens ?? Number.POSITIVE_INFINITY;
    expect(most * PRICE.output).toBeLessThan(400_000);
    expect(most).toBeGreaterThan(512);
  });

  test("of a budget that was made later counts what was spent since its period began", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    await one.run(asked.turnId, pricedModel(createScriptedModel([["One."]]).model, PRICE));
    const late = await budget(asked.ctx);
    expect(late).toMatchObject({ spentMicros: COST, standing: "fine" });
  });

  test("that costs nothing is not held up by a budget that is used up, and neither is anyone elsewhere", async () => {
    const one = await world.createProcess();
    const [asked, elsewhere] = [await world.ask(one), await world.ask(one)];
    await budget(asked.ctx, { limitMicros: 0 });
    await one.run(asked.turnId, pricedModel(createScriptedModel([["Free."]]).model, { input: 0, output: 0 }));
    await one.run(elsewhere.turnId, pricedModel(createScriptedModel([["Free."]]).model, PRICE));
    expect([await statusOf(asked.turnId), await statusOf(elsewhere.turnId)]).toEqual(["completed", "completed"]);
  });
});

describe("a call of a model that the person has connected for themselves", () => {
  test("is charged to their budget alone, and held up by no other", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const theirs = await budget(asked.ctx, { scope: "user", subject: asked.owner.userId });
    const everyones = await budget(asked.ctx, { limitMicros: 0 });
    const own = pricedModel(createScriptedModel([["Mine."]]).model, PRICE, null, true);
    await one.run(asked.turnId, own);
    expect(await statusOf(asked.turnId)).toBe("completed");
    expect(await stateOf(theirs.id)).toEqual({ spent: COST, reserved: 0, open: 0 });
    expect(await stateOf(everyones.id)).toEqual({ spent: 0, reserved: 0, open: 0 });
    expect(await budget(asked.ctx, { scope: "agent", subject: "worker" })).toMatchObject({ spentMicros: 0 });
    await mendBudgets(world.pool);
    expect(await stateOf(everyones.id)).toMatchObject({ spent: 0 });

    await updateBudget({ ctx: admin(asked.ctx), input: { id: theirs.id, limitMicros: COST } });
    const next = await world.ask(one, "Do it.", "worker", asked.owner);
    await one.run(next.turnId, own);
    expect(await statusOf(next.turnId)).toBe("paused");
  });

  test("gives back what a model of the workspace had set aside before it", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const everyones = await budget(asked.ctx);
    const failing = createScriptedModel([
      [
        () => {
          throw new Error("down");
        },
      ],
    ]);
    const [first, second] = [
      pricedModel(failing.model, PRICE, randomUUID()),
      pricedModel(createScriptedModel([["Mine."]]).model, PRICE, randomUUID(), true),
    ];
    await one.run(asked.turnId, [...first, ...second]);
    expect((await world.look(asked)).message.status).toBe("complete");
    expect(await stateOf(everyones.id)).toEqual({ spent: 0, reserved: 0, open: 0 });
  });
});

describe("100 turns at once", () => {
  test("on two processes never overshoot a budget, and whoever has no room waits", async () => {
    const processes = [await world.createProcess(), await world.createProcess()];
    const [first] = processes as [(typeof processes)[number], (typeof processes)[number]];
    const asked = [await world.ask(first)];
    const { owner } = asked[0] as (typeof asked)[number];
    while (asked.length < 100) asked.push(await world.ask(first, "Do it.", "worker", owner));
    // Room for the least of thirty calls that all cost what they may at most.
    const limit = 30 * 512 * PRICE.output;
    const tight = await budget((asked[0] as (typeof asked)[number]).ctx, { limitMicros: limit });
    const greedy = (max: number) => {
      const { model, calls } = createScriptedModel([["Words."]]);
      const doStream: typeof model.doStream = async (call) => {
        const { stream, ...rest } = await model.doStream(call);
        const total = Math.min(call.maxOutputTokens ?? max, max);
        const costly = new TransformStream({
          transform(part, controller) {
            const outputTokens = { total, text: undefined, reasoning: undefined };
            controller.enqueue(part.type === "finish" ? { ...part, usage: { ...part.usage, outputTokens } } : part);
          },
        });
        return { ...rest, stream: stream.pipeThrough(costly) };
      };
      return { model: { ...model, doStream }, calls };
    };
    let most = 0;
    const watching = setInterval(async () => {
      const state = await stateOf(tight.id).catch(() => null);
      if (state) most = Math.max(most, state.spent + state.reserved);
    }, 5);
    await Promise.all(
      asked.map(({ turnId }, index) =>
        (processes[index % 2] as (typeof processes)[number]).run(turnId, pricedModel(greedy(100_000).model, PRICE)),
      ),
    );
    clearInterval(watching);
    const { rows } = await world.pool.query(
      `select t.status, count(*)::int as turns, coalesce(sum(c.cost_micros), 0)::int as cost
       from turns t left join model_calls c on c.source_id = t.id where t.user_id = $1 group by t.status`,
      [owner.userId],
    );
    const by = Object.fromEntries(rows.map((row) => [row.status, row]));
    expect(by.completed.cost).toBeLessThanOrEqual(limit);
    expect(by.completed.turns + by.paused.turns).toBe(100);
    expect(most).toBeLessThanOrEqual(limit);
    expect(await stateOf(tight.id)).toEqual({ spent: by.completed.cost, reserved: 0, open: 0 });
  });
});

describe("a turn at the cap", () => {
  /** A turn that has said something, done something outside, and has no room for its second answer. */
  async function paused(limitMicros = 512 * PRICE.output + 500) {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const cap = await budget(asked.ctx, { limitMicros });
    const mail = createMail();
    const script = createScriptedModel([["One. ", ["mail", { to: "a" }], ["tally", { key: "a" }]], ["Two."]]);
    const run = (process: typeof one) => process.run(asked.turnId, pricedModel(script.model, PRICE), [mail.tool]);
    await one.run(asked.turnId, pricedModel(script.model, PRICE), [mail.tool]);
    return { one, asked, cap, mail, script, run };
  }

  test("says which budget it waits for, and every reader sees the same", async () => {
    const { asked, cap, script } = await paused();
    expect(script.calls).toHaveLength(1);
    const { message, own, facts } = await world.look(asked);
    expect(message).toMatchObject({
      status: "paused",
      parts: [{ text: "One. " }, { state: "done" }, { state: "done" }],
    });
    expect(own.at(-1)).toBe("turn.paused");
    const view = await world.reads.view(asked.owner, asked.sessionId, 10);
    expect(view?.turns[asked.turnId]).toMatchObject({
      status: "paused",
      pause: { budgetId: cap.id, scope: "workspace", spentMicros: COST, setAside: false },
    });
    expect(isGapless(facts)).toBe(true);
    expect(await stateOf(cap.id)).toEqual({ spent: COST, reserved: 0, open: 0 });
  });

  test.each([
    ["it is raised", (ctx: Context, id: string) => updateBudget({ ctx, input: { id, limitMicros: ENOUGH } })],
    ["it is deleted", (ctx: Context, id: string) => deleteBudget({ ctx, input: { id } })],
    [
      "its next period begins",
      async (ctx: Context, id: string) => {
        await world.pool.query("update budgets set period_start = period_start - interval '1 month' where id = $1", [
          id,
        ]);
        await resumePaused(ctx);
      },
    ],
  ])("goes on where it was when %s, in another process, and does nothing twice", async (_, change) => {
    const { asked, cap, mail, script, run } = await paused();
    await resumePaused(asked.ctx);
    expect(await statusOf(asked.turnId)).toBe("paused");
    await change(admin(asked.ctx), cap.id);
    expect(await statusOf(asked.turnId)).toBe("accepted");
    expect(world.started).toContain(asked.turnId);
    await run(await world.createProcess());
    const { message, own, facts, tally } = await world.look(asked);
    expect(message).toMatchObject({ status: "complete", usage: { costMicros: 2 * COST } });
    expect(textOf(message.parts)).toBe("One. \n\nTwo.");
    expect([mail.sent.length, await tally("a"), script.places()]).toEqual([1, 1, [0, 1]]);
    expect(own.filter((type) => type.startsWith("turn."))).toEqual([
      ...["turn.started", "turn.paused", "turn.resumed", "turn.started", "turn.completed"],
    ]);
    expect(isGapless(facts)).toBe(true);
  });

  test("is resumed once by those who see at once that it may go on", async () => {
    const { asked, cap } = await paused();
    await world.pool.query("update budgets set limit_micros = $2 where id = $1", [cap.id, ENOUGH]);
    const others = await Promise.all([world.createProcess(), world.createProcess(), world.createProcess()]);
    await Promise.all(others.map(({ ports }) => resumePaused({ ...asked.ctx, ports })));
    const { own } = await world.look(asked);
    expect(own.filter((type) => type === "turn.resumed")).toHaveLength(1);
  });

  test("can be stopped, and stays stopped when the budget is raised", async () => {
    const { one, asked, cap, run } = await paused();
    const { sessionId, turnId } = asked;
    await stopTurn({ ctx: asked.ctx, input: { sessionId, turnId } });
    await run(one);
    await updateBudget({ ctx: admin(asked.ctx), input: { id: cap.id, limitMicros: ENOUGH } });
    const { message } = await world.look(asked);
    expect(message).toMatchObject({
      status: "stopped",
      parts: [{ text: "One. " }, { state: "done" }, { state: "done" }],
    });
    expect(await statusOf(turnId)).toBe("stopped");
  });

  const GONE: [string, string][] = [
    ["was removed", "delete from memberships where user_id = $1"],
    ["is suspended", "update memberships set suspended_at = now() where user_id = $1"],
    ["is suspended everywhere", "update users set suspended_at = now() where id = $1"],
    ["is to be deleted", "update users set delete_at = now() + interval '14 days' where id = $1"],
    [
      "works in a workspace that is to be deleted",
      "update workspaces set delete_at = now() + interval '14 days' where id = (select workspace_id from memberships where user_id = $1)",
    ],
  ];
  test.each(GONE)("ends, and asks nobody, though there is room again, when its person %s", async (_, change) => {
    const { one, asked, cap, script, run } = await paused();
    await world.pool.query(change, [asked.owner.userId]);
    await updateBudget({ ctx: admin(asked.ctx), input: { id: cap.id, limitMicros: ENOUGH } });
    expect(world.started).toContain(asked.turnId);
    await run(one);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({
      status: "stopped",
      parts: [{ text: "One. " }, { state: "done" }, { state: "done" }],
    });
    expect(own).not.toContain("turn.resumed");
    expect(script.calls).toHaveLength(1);
  });

  test("ends with the other work of somebody who leaves, before the budget has room", async () => {
    const { one, asked, script, run } = await paused();
    await stopWorkOf(asked.ctx, asked.owner.userId);
    await run(one);
    expect((await world.look(asked)).message.status).toBe("stopped");
    expect(script.calls).toHaveLength(1);
  });

  test("goes on when there is room for it, though one that needs more has waited longer", async () => {
    const one = await world.createProcess();
    const big = await world.ask(one);
    const cap = await budget(big.ctx, { limitMicros: 0 });
    const dear = { input: 0.001, output: 10 * PRICE.output };
    await one.run(big.turnId, pricedModel(createScriptedModel([["One."]]).model, dear));
    const small: Awaited<ReturnType<typeof world.ask>>[] = [];
    for (let n = 0; n < 3; n++) {
      const asked = await world.ask(one, "Do it.", "worker", big.owner);
      await one.run(asked.turnId, pricedModel(createScriptedModel([["Two."]]).model, PRICE));
      small.push(asked);
    }
    const limitMicros = 2 * (512 * PRICE.output + 1_000);
    await updateBudget({ ctx: admin(big.ctx), input: { id: cap.id, limitMicros } });
    const states = await Promise.all([big, ...small].map(({ turnId }) => statusOf(turnId)));
    expect(states).toEqual(["paused", "accepted", "accepted", "paused"]);
  });

  test("goes on when an answer that had set the rest aside has ended", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const cap = await budget(asked.ctx, { limitMicros: 512 * PRICE.output + 5_000 });
    const other = await world.ask(one, "Do it.", "worker", asked.owner);
    let inTheMiddle = "";
    const slow = createScriptedModel([
      [
        async () => {
          await one.run(other.turnId, pricedModel(createScriptedModel([["Late."]]).model, PRICE));
          inTheMiddle = await statusOf(other.turnId);
          await resumePaused(asked.ctx);
          expect(await statusOf(other.turnId)).toBe("paused");
        },
        "First.",
      ],
    ]);
    await one.run(asked.turnId, pricedModel(slow.model, PRICE));
    expect(inTheMiddle).toBe("paused");
    const view = await world.reads.view(other.owner, other.sessionId, 10);
    expect(view?.turns[other.turnId]?.pause).toMatchObject({ setAside: true });
    await resumePaused(asked.ctx);
    expect(await statusOf(other.turnId)).toBe("accepted");
    expect(await stateOf(cap.id)).toEqual({ spent: COST, reserved: 0, open: 0 });
  });
});

describe("what a dead process had set aside", () => {
  test("is taken over with the turn, and given back at its end", async () => {
    const [first, second] = [await world.createProcess("before settle 1"), await world.createProcess()];
    const asked = await world.ask(second);
    const cap = await budget(asked.ctx);
    const chain = pricedModel(createScriptedModel([["One."]]).model, PRICE);
    expect(await first.run(asked.turnId, chain)).toBe(false);
    expect(await stateOf(cap.id)).toMatchObject({ spent: 0, open: 1 });
    expect(await second.run(asked.turnId, chain)).toBe(true);
    expect(await stateOf(cap.id)).toEqual({ spent: COST, reserved: 0, open: 0 });
  });

  test("is no room for a slow process that has lost the turn", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const cap = await budget(asked.ctx);
    const reservation = {
      ...asked.owner,
      agent: "worker",
      ownModel: false,
      sourceId: asked.turnId,
      estimate: { most: 10, limited: 10, least: 1 },
    };
    expect(await one.ports.budgets.reserve({ ...reservation, epoch: 7 })).toEqual({ kind: "fenced" });
    expect(await stateOf(cap.id)).toEqual({ spent: 0, reserved: 0, open: 0 });
  });

  test("for work that nobody will end is given back by the sweep, which counts anew what nobody has counted", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const cap = await budget(asked.ctx);
    await one.run(asked.turnId, pricedModel(createScriptedModel([["One."]]).model, PRICE));
    await world.pool.query(
      "insert into budget_reservations values (gen_random_uuid(), $1, 500, now() - interval '5 minutes')",
      [cap.id],
    );
    await world.pool.query("update budgets set reserved_micros = 700, spent_micros = 3 where id = $1", [cap.id]);
    await mendBudgets(world.pool);
    expect(await stateOf(cap.id)).toEqual({ spent: COST, reserved: 0, open: 0 });
  });
});
