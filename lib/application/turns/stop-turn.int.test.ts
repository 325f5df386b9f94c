import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LEASE } from "#lib/adapters/lease.ts";
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

describe("a stop of a turn whose process lives by its lease", () => {
  const lease = (executorId: string, ms: number) =>
    world.pool.query(
      `insert into executors (id, role, leased_until) values ($1, 'all', now() + $2 * interval '1 millisecond')
       on conflict (id) do update set leased_until = excluded.leased_until`,
      [executorId, ms],
    );
  const { leaseMs, quietMs } = LEASE;

  test("is left to it while it beats; one that beats no more loses the turn at once, and what it showed stays", async () => {
    const [one, other] = [await world.createProcess(), await world.createProcess()];
    await Promise.all([lease(one.executorId, 60_000), lease(other.executorId, 60_000)]);
    // As if it had been halted: it hears of nothing.
    one.ports.turns.stopSignal = () => ({ signal: new AbortController().signal, dispose() {} });
    const asked = await world.ask(other);
    const answers: unknown[] = [];
    const { model: never, calls } = createScriptedModel([["Never."]]);
    const attempt = () => other.run(asked.turnId, never).catch(({ code, details }) => [code, details.stopRequested]);
    const meanwhile = async () => {
      await expect.poll(() => one.ports.turns.writtenText(asked.turnId)).toMatchObject([{ text: "Shown." }]);
      await lease(one.executorId, leaseMs - quietMs - 50);
      answers.push(await attempt());
      await world.pool.query("update turns set stop_requested_at = now() where id = $1", [asked.turnId]);
      await lease(one.executorId, 60_000);
      answers.push(await attempt());
      await lease(one.executorId, leaseMs - quietMs - 50);
      await lease(other.executorId, leaseMs - quietMs - 50);
      answers.push(await attempt());
      await lease(other.executorId, 60_000);
      answers.push(await attempt());
    };
    await one.run(asked.turnId, createScriptedModel([["Shown.", meanwhile, " Late."]]).model);
    const held = (stopRequested: boolean) => ["turn_in_progress", stopRequested];
    expect(answers).toEqual([held(false), held(true), held(true), true]);
    expect(calls).toHaveLength(0);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({ status: "stopped", parts: [{ text: "Shown." }] });
    expect(own).toEqual(["turn.started", "turn.started", "turn.stopped"]);
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
