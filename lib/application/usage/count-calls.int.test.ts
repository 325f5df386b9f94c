import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import { pricedModel } from "#lib/testing/priced-model.ts";
import { createScriptedModel, createTurnWorld, type Moment, type TurnWorld } from "#lib/testing/turn-world.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

const PRICE: ModelPrice = { input: 2, output: 8 };
const SCRIPT: Parameters<typeof createScriptedModel>[0] = [["One. ", ["tally", { key: "a" }]], ["Two."]];

async function callsOf(turnId: string) {
  const { rows } = await world.pool.query(
    `select iteration, attempt, provider, model, agent_slug as agent, input_tokens::int as input, output_tokens::int as output,
       cost_micros::int as cost, estimated from model_calls where source_id = $1 order by iteration, attempt`,
    [turnId],
  );
  return rows;
}

describe("every call of a model leaves a row", () => {
  test("with what it used and what that costs, and the message says the sum", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    await one.run(asked.turnId, pricedModel(createScriptedModel(SCRIPT).model, PRICE));
    const row = {
      attempt: 0,
      provider: "test",
      model: "test",
      agent: "worker",
      input: 10,
      output: 5,
      estimated: false,
    };
    expect(await callsOf(asked.turnId)).toEqual([
      { iteration: 0, ...row, cost: 60 },
      { iteration: 1, ...row, cost: 60 },
    ]);
    const { message } = await world.look(asked);
    expect(message.usage).toEqual({ inputTokens: 20, outputTokens: 10, costMicros: 120 });
  });

  test("also where it is free, or nobody knows its price", async () => {
    const one = await world.createProcess();
    for (const [price, cost] of [
      [{ input: 0, output: 0 }, 0],
      [null, null],
    ] as const) {
      const asked = await world.ask(one);
      await one.run(asked.turnId, pricedModel(createScriptedModel([["Hello."]]).model, price));
      expect(await callsOf(asked.turnId)).toMatchObject([{ input: 10, cost }]);
      expect((await world.look(asked)).message.usage).toEqual({ inputTokens: 10, outputTokens: 5 });
    }
  });

  test("also where it was broken off after some words, by what these are", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const broken = createScriptedModel([
      [
        "A few words that were written.",
        () => {
          throw new Error("cut");
        },
      ],
    ]);
    const chain = [
      ...pricedModel(broken.model, PRICE, randomUUID()),
      ...pricedModel(createScriptedModel([["All of it."]]).model, PRICE, randomUUID()),
    ] as unknown as ReturnType<typeof pricedModel>;
    await one.run(asked.turnId, chain);
    const calls = await callsOf(asked.turnId);
    expect(calls.map(({ attempt, estimated }) => [attempt, estimated])).toEqual([
      ...calls.slice(0, -1).map((_, attempt) => [attempt, true]),
      [calls.length - 1, false],
    ]);
    expect(calls.length).toBeGreaterThan(1);
    expect(calls[0]).toMatchObject({ output: 10 });
    expect(calls[0].cost).toBeGreaterThan(80);
  });

  const deaths = ([1, 2] as const).flatMap((n): Moment[] => [`before commit ${n}`, `after commit ${n}`]);
  test.each([...deaths, "before settle 1", "after settle 1"] as Moment[])(
    "once, wherever its process died: %s",
    async (moment) => {
      const [first, second] = [await world.createProcess(moment), await world.createProcess()];
      const asked = await world.ask(second);
      const chain = pricedModel(createScriptedModel(SCRIPT).model, PRICE);
      expect(await first.run(asked.turnId, chain)).toBe(false);
      expect(await second.run(asked.turnId, chain)).toBe(true);
      expect((await callsOf(asked.turnId)).map(({ iteration, attempt }) => [iteration, attempt])).toEqual([
        [0, 0],
        [1, 0],
      ]);
    },
  );
});
