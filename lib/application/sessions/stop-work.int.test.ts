import { afterAll, beforeAll, expect, test } from "vitest";
import { waitForLock } from "#lib/testing/database.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { regenerate } from "../turns/regenerate.ts";
import { deleteSession } from "./delete-session.ts";
import { updateSession } from "./update-session.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

test.each([
  ["stopped", updateSession, { status: "stopped" as const }],
  ["put away", deleteSession, {}],
])("an answer that is being asked for while its session is %s is stopped too", async (_how, end, how) => {
  const process = await world.createProcess();
  const asked = await world.ask(process);
  await process.run(asked.turnId, createScriptedModel([["One."]]).model);
  const { ctx, sessionId } = asked;
  const counter = await world.pool.connect();
  await counter.query("begin");
  await counter.query("select from session_heads where session_id = $1 for update", [sessionId]);
  const again = regenerate({ ctx, input: { sessionId, agent: "worker", messageId: asked.turnId } });
  await waitForLock(world.pool, "w_sessions");
  const ending = end({ ctx, input: { sessionId, ...how } });
  await waitForLock(world.pool, "version_guard");
  await counter.query("commit");
  counter.release();
  const { turnId } = await again;
  await ending;
  const { rows } = await world.pool.query("select stop_requested_at is not null as stopped from turns where id = $1", [
    turnId,
  ]);
  expect(rows).toEqual([{ stopped: true }]);
});

test.each([
  ["stopped", "status = 'stopped'"],
  ["put away", "deleted_at = now()"],
])("an answer that was accepted after its session was %s asks no model", async (_how, change) => {
  const process = await world.createProcess();
  const asked = await world.ask(process);
  await world.pool.query(`update sessions set ${change} where id = $1`, [asked.sessionId]);
  const { model, calls } = createScriptedModel([["Never."]]);
  await process.run(asked.turnId, model);
  expect(calls).toHaveLength(0);
  expect((await world.look(asked)).message).toMatchObject({ status: "stopped", parts: [] });
});
