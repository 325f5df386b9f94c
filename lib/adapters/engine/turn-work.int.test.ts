import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { createTurnWork } from "./turn-work.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

/** A process with its turns, and a turn that another one has begun and not ended. */
async function createHeir() {
  const [heir, lost] = [await world.createProcess(), await world.createProcess("before settle 1")];
  const asked = await world.ask(lost);
  expect(await lost.run(asked.turnId, createScriptedModel([["Lost."]]).model)).toBe(false);
  const work = createTurnWork({
    pool: world.pool,
    executorId: heir.executorId,
    carry: async (turnId) => void (await heir.run(turnId, createScriptedModel([["Hello."]]).model)),
    leaving: new AbortController().signal,
  });
  return { work, lost, asked, heir };
}

test("the turns of a process that is gone are carried on to their end", async () => {
  const { work, lost, asked } = await createHeir();
  await work.standFor(lost.executorId);
  expect((await world.look(asked)).message).toMatchObject({
    status: "complete",
    parts: [{ type: "text", text: "Hello." }],
  });
});

test("those of a process that has come back are left to it", async () => {
  const { work, lost, asked } = await createHeir();
  await world.pool.query(
    "insert into executors (id, role, leased_until) values ($1, 'all', now() + interval '1 minute')",
    [lost.executorId],
  );
  await work.standFor(lost.executorId);
  expect((await world.look(asked)).message.status).toBe("streaming");
});

test("a segment runs once however often it is asked for, and the next one after it", async () => {
  const [turnId, ran, letGo] = [randomUUID(), [] as number[], Promise.withResolvers<void>()];
  const work = createTurnWork({
    pool: world.pool,
    executorId: "a",
    carry: async (_turnId, segment) => {
      if (segment === 0) await letGo.promise;
      ran.push(segment);
    },
    leaving: new AbortController().signal,
  });
  const all = [work.start(turnId, 0), work.start(turnId, 0), work.start(turnId, 1)];
  letGo.resolve();
  await Promise.all(all);
  expect(ran).toEqual([0, 1]);
});
