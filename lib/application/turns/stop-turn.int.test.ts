import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMail, createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { archiveAgent } from "../agents/archive-agent.ts";
import { terminateCurrentSession } from "../agents/current-session.ts";
import { deleteSession } from "../sessions/delete-session.ts";
import { updateSession } from "../sessions/update-session.ts";
import { stopTurn } from "./stop-turn.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

describe("a stop", () => {
  const stop = ({ ctx, sessionId, turnId }: Awaited<ReturnType<TurnWorld["ask"]>>) =>
    stopTurn({ ctx, input: { sessionId, turnId } });

  test("of a turn that nobody has begun ends it without asking the model", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    await stop(asked);
    const { model, calls } = createScriptedModel([["Never."]]);
    await one.run(asked.turnId, model);
    expect(calls).toHaveLength(0);
    expect((await world.look(asked)).message).toMatchObject({ status: "stopped", parts: [] });
    await expect(stop(asked)).rejects.toMatchObject({ code: "turn_not_active" });
  });

  test("asked of another process keeps what was written, even if the model does not hear it", async () => {
    const [one, other] = [await world.createProcess(), await world.createProcess()];
    const asked = await world.ask(other);
    const stopAndHang = async () => {
      await stop(asked);
      await new Promise(() => {});
    };
    await one.run(asked.turnId, createScriptedModel([["So far.", stopAndHang]]).model);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({ status: "stopped", parts: [{ text: "So far." }], error: null });
    expect(own).toEqual(["turn.started", "turn.stopped"]);
  });

  test("whose notice is lost is found all the same", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const quietly = async () => {
      await world.pool.query("update turns set stop_requested_at = now() where id = $1", [asked.turnId]);
      await new Promise(() => {});
    };
    await one.run(asked.turnId, createScriptedModel([["So far.", quietly]]).model);
    expect((await world.look(asked)).message.status).toBe("stopped");
  });

  test("in a tool that does not hear it marks the call as stopped; its late result is recorded nowhere", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const { tool } = createMail(async () => {
      await stop(asked);
      await new Promise(() => {});
    });
    await one.run(asked.turnId, createScriptedModel([["Sending. ", ["mail", { to: "a" }]]]).model, [tool]);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({ status: "stopped", parts: [{ text: "Sending. " }, { state: "stopped" }] });
    expect(own).toEqual(["turn.started", "tool.started", "turn.stopped"]);
  });

  test("before a take-over keeps what the dead process had shown", async () => {
    const [first, second] = [await world.createProcess(), await world.createProcess()];
    const asked = await world.ask(second);
    const shown = async () => {
      await expect.poll(() => first.ports.turns.writtenText(asked.turnId)).toMatchObject([{ text: "Shown." }]);
      first.stopping.abort(new Error("gone"));
    };
    await expect(first.run(asked.turnId, createScriptedModel([["Shown.", shown]]).model)).rejects.toThrow("gone");
    await stop(asked);
    const { model, calls } = createScriptedModel([["Never."]]);
    await second.run(asked.turnId, model);
    expect(calls).toHaveLength(0);
    expect((await world.look(asked)).message).toMatchObject({ status: "stopped", parts: [{ text: "Shown." }] });
  });
});

describe("the end of an agent's part", () => {
  test.each([
    ["an archive", ({ ctx }: Ended) => archiveAgent({ ctx, input: { agent: "worker", terminateActive: true } })],
    ["a termination", ({ ctx }: Ended) => terminateCurrentSession({ ctx, input: { agent: "worker" } })],
    [
      "a stop of the session",
      ({ ctx, sessionId }: Ended) => updateSession({ ctx, input: { sessionId, status: "stopped" } }),
    ],
    ["a deletion", ({ ctx, sessionId }: Ended) => deleteSession({ ctx, input: { sessionId } })],
  ])("by %s takes its turn along in one commit, although the process dies at once", async (_, end) => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const { model } = createScriptedModel([["Well. ", ["ask_confirm", { prompt: "Sure?" }]]]);
    await one.run(asked.turnId, model);
    expect((await world.look(asked)).message.status).toBe("suspended");
    const turns = {
      ...asked.ctx.ports.turns,
      requestStop: () => Promise.reject(new Error("The process is gone.")),
    };
    const ctx = { ...asked.ctx, ports: { ...asked.ctx.ports, turns } };
    await expect(end({ ...asked, ctx })).rejects.toThrow("gone");
    const { facts } = await world.look(asked);
    expect(facts.filter((fact) => fact.type === "client-action.answered")).toMatchObject([{ outcome: "withdrawn" }]);

    const other = await world.createProcess();
    await other.run(asked.turnId, model);
    const { message, facts: after } = await world.look(asked);
    expect(message).toMatchObject({ status: "stopped" });
    expect(after.filter((fact) => fact.type === "client-action.answered")).toHaveLength(1);
  });
});

type Ended = Awaited<ReturnType<TurnWorld["ask"]>>;
