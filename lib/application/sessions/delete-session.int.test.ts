import { afterAll, beforeAll, expect, test } from "vitest";
import { createDeletions } from "#lib/adapters/postgres/deletions.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { deleteSession, restoreSession } from "./delete-session.ts";
import { sendMessage } from "./send-message.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

test("a session that is put away stops what waits in it and frees its agent; restored, it can go on", async () => {
  const one = await world.createProcess();
  const turn = await world.ask(one, "Teach me", "tutor");
  const { ctx, sessionId, owner, turnId } = turn;
  const { model } = createScriptedModel([[["ask_confirm", { prompt: "Ready?" }]], ["Good."]]);
  await one.run(turnId, model);
  const other = await world.session(owner);
  const second = () => sendMessage({ ctx, input: { sessionId: other, agent: "tutor", text: "Something else" } });
  await expect(second()).rejects.toMatchObject({ code: "too_many_sessions" });

  await deleteSession({ ctx, input: { sessionId } });
  await deleteSession({ ctx, input: { sessionId } });
  await one.run(turnId, model);
  await second();
  await restoreSession({ ctx, input: { sessionId } });
  const { message, facts } = await world.look(turn);
  expect(message.status).toBe("stopped");
  expect(facts.filter(({ type }) => type === "session.deleted")).toHaveLength(1);
  const view = await world.reads.view(owner, sessionId, 10);
  expect(view).toMatchObject({ deleted: false, clientActions: {}, turns: {} });
});

test("a session that is deleted for good ends what waits in it first, and nothing is left of it", async () => {
  const one = await world.createProcess();
  const prisma = createPrisma(world.pool);
  const { ctx: given, sessionId, owner, turnId } = await world.ask(one, "Teach me", "guide");
  const told: string[] = [];
  const invalidations = { publish: (_channel: string, id: string) => told.push(id), subscribe: () => ({ close() {} }) };
  const ports = { ...given.ports, deletions: createDeletions(prisma, world.pool), invalidations };
  const ctx = { ...given, ports };
  const { model } = createScriptedModel([[["ask_confirm", { prompt: "Ready?" }]], ["Good."]]);
  await one.run(turnId, model);

  const erased = deleteSession({ ctx, input: { sessionId, hard: "true" } });
  const standing = async () => (await world.reads.view(owner, sessionId, 0))?.turns[turnId]?.status;
  await expect.poll(standing, { interval: 10 }).not.toBe("suspended");
  await one.run(turnId, model);
  await erased;
  expect(await world.reads.view(owner, sessionId, 0)).toBeNull();
  await expect(restoreSession({ ctx, input: { sessionId } })).rejects.toMatchObject({ code: "not_found" });
  expect(told).toEqual([sessionId, owner.userId]);
  await prisma.$disconnect();
});
