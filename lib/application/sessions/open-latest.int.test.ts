import { afterAll, beforeAll, expect, test } from "vitest";
import { createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { deleteSession } from "./delete-session.ts";
import { openLatest } from "./open-latest.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

test("who comes for the first time gets one first session, however many pages open at once", async () => {
  const { ports } = await world.createProcess();
  const ctx = world.contextOf(ports, await world.person());
  const ids = await Promise.all([1, 2, 3].map(() => openLatest({ ctx })));
  expect(new Set(ids).size).toBe(1);
  expect(await openLatest({ ctx })).toBe(ids[0]);
  await deleteSession({ ctx, input: { sessionId: ids[0] ?? "" } });
  expect(await openLatest({ ctx })).not.toBe(ids[0]);
  expect(await openLatest({ ctx: { ...world.contextOf(ports, await world.person()), role: "viewer" } })).toBeNull();
});
