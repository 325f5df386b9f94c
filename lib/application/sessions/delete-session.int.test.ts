import { afterAll, beforeAll, expect, test } from "vitest";
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
