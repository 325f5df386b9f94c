import { afterAll, beforeAll, expect, test } from "vitest";
import { createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { createEngine } from "./engine.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

test("a process with the role web takes no turn with its acceptance: it tells the others of it", async () => {
  const process = await world.createProcess();
  const told: string[] = [];
  const nothing = async (): Promise<void> => {};
  const signal = () => ({ signal: new AbortController().signal, dispose() {} });
  const engine = createEngine({
    pool: world.pool,
    databaseUrl: world.url,
    executorId: process.executorId,
    role: "web",
    taking: process.taken,
    notices: { publish: (_topic, key) => void told.push(key), subscribe: () => ({ close() {} }) },
    ...{ runTurn: nothing, runWorkflow: nothing, writeMemory: nothing, turnStop: signal, runCancel: signal },
    ...{ expireQuestions: nothing, resumePaused: nothing, housekeeping: nothing },
    stopping: new AbortController().signal,
    onError: (_message, error) => expect.fail(String(error)),
  });
  await engine.launch();
  const asked = await world.ask(process);
  engine.startTurn(asked.turnId, 0);
  const { rows } = await world.pool.query("select status, executor_id from turns where id = $1", [asked.turnId]);
  expect(rows).toEqual([{ status: "accepted", executor_id: null }]);
  await expect.poll(() => told.join()).toContain(asked.turnId);
  await engine.close();
});
