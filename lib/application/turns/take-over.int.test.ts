import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "#lib/adapters/postgres/transaction.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import { waitForLock } from "#lib/testing/database.ts";
import {
  createMail,
  createScriptedModel,
  createTurnWorld,
  isGapless,
  type Moment,
  type TurnWorld,
} from "#lib/testing/turn-world.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

describe("a take-over", () => {
  const script: Parameters<typeof createScriptedModel>[0] = [
    ["One. ", ["tally", { key: "a" }], ["tally", { key: "b" }]],
    ["Two. ", ["tally", { key: "a" }]],
    ["Three."],
  ];
  // Commits: iteration, call, call, iteration, call; then the end.
  const deaths = ([1, 2, 3, 4, 5] as const).flatMap((n): Moment[] => [`before commit ${n}`, `after commit ${n}`]);

  test.each([...deaths, "before settle 1", "after settle 1"] as Moment[])(
    "from a process that died %s: every call took effect once, no committed answer is asked for again",
    async (moment) => {
      const [first, second] = [await world.createProcess(moment), await world.createProcess()];
      const asked = await world.ask(second);
      const { model, places } = createScriptedModel(script);
      expect(await first.run(asked.turnId, model)).toBe(false);
      expect(await second.run(asked.turnId, model)).toBe(true);
      const { message, own, facts, tally } = await world.look(asked);
      expect(message.status).toBe("complete");
      expect(message.parts).toMatchObject([
        { text: "One. " },
        { type: "tool-call", state: "done" },
        { type: "tool-call", state: "done" },
        { text: "Two. " },
        { type: "tool-call", state: "done" },
        { text: "Three." },
      ]);
      expect([await tally("a"), await tally("b")]).toEqual([2, 1]);
      expect(own.filter((type) => type === "tool.settled")).toHaveLength(3);
      expect(own.filter((type) => type === "turn.completed")).toHaveLength(1);
      expect(isGapless(facts)).toBe(true);
      const again = places().length - new Set(places()).size;
      const open = moment === "before commit 1" || moment === "before commit 4" || moment === "before settle 1";
      expect(again).toBe(open ? 1 : 0);
    },
  );

  test.each([...deaths, "before settle 1", "after settle 1"] as Moment[])(
    "by the same process, whose database was away %s: nothing is lost, nothing happens twice",
    async (moment) => {
      const one = await world.createProcess(moment, "is cut off");
      const other = await world.createProcess();
      const asked = await world.ask(other);
      const { model } = createScriptedModel(script);
      await expect(one.run(asked.turnId, model)).rejects.toMatchObject({ code: "unavailable" });
      await one.run(asked.turnId, model);
      const { message, own, facts, tally } = await world.look(asked);
      expect(message.status).toBe("complete");
      expect(textOf(message.parts)).toBe("One. \n\nTwo. \n\nThree.");
      expect(message.parts.flatMap((part) => (part.type === "tool-call" ? [part.state] : []))).toEqual(
        Array(3).fill("done"),
      );
      expect([await tally("a"), await tally("b")]).toEqual([2, 1]);
      expect(own.filter((type) => type === "tool.settled")).toHaveLength(3);
      expect(isGapless(facts)).toBe(true);
    },
  );

  test("rewinds the open answer: its text is there once", async () => {
    const first = await world.createProcess();
    const second = await world.createProcess();
    const asked = await world.ask(second);
    const die = () => {
      first.stopping.abort(new Error("gone"));
    };
    const { model } = createScriptedModel([["Text of the first. ", die]]);
    await expect(first.run(asked.turnId, model)).rejects.toThrow("gone");
    await second.run(asked.turnId, createScriptedModel([["Text of the second."]]).model);
    const { message, facts } = await world.look(asked);
    expect(textOf(message.parts)).toBe("Text of the second.");
    const epochs = facts.flatMap((fact) => (fact.type === "turn.started" ? [[fact.epoch, fact.part]] : []));
    expect(epochs).toEqual([
      [1, 0],
      [2, 0],
    ]);
  });

  test("does not repeat a call outside that had begun, but makes those behind it", async () => {
    const [first, second] = [await world.createProcess("before commit 2"), await world.createProcess()];
    const asked = await world.ask(second);
    const { tool, sent } = createMail();
    const { model } = createScriptedModel([
      [
        ["mail", { to: "a" }],
        ["mail", { to: "b" }],
      ],
      ["Done."],
    ]);
    expect(await first.run(asked.turnId, model, [tool])).toBe(false);
    expect(await second.run(asked.turnId, model, [tool])).toBe(true);
    expect(sent).toEqual([{ to: "a" }, { to: "b" }]);
    expect((await world.look(asked)).message.parts).toMatchObject([
      { state: "unknown", error: { code: "tool_outcome_unknown" } },
      { state: "done", output: { sent: true } },
      { text: "Done." },
    ]);
  });

  test("is refused while the process that runs the turn lives, and fences it once its lease has lapsed", async () => {
    const [first, second] = [await world.createProcess(), await world.createProcess()];
    const lease = (seconds: number) =>
      world.pool.query(
        `insert into executors (id, role, leased_until) values ($1, 'all', now() + make_interval(secs => $2))
         on conflict (id) do update set leased_until = excluded.leased_until`,
        [first.executorId, seconds],
      );
    await lease(60);
    const asked = await world.ask(second);
    const { model: other, calls } = createScriptedModel([["From the second."]]);
    const answers: unknown[] = [];
    const meanwhile = async () => {
      answers.push(await second.run(asked.turnId, other).catch((error) => error.code), calls.length);
      await lease(-1);
      answers.push(await second.run(asked.turnId, other));
    };
    const { model } = createScriptedModel([["From the first.", meanwhile, ["tally", { key: "fenced" }]]]);
    expect(await first.run(asked.turnId, model)).toBe(true);
    expect(answers).toEqual(["turn_in_progress", 0, true]);
    const { message, own, tally } = await world.look(asked);
    expect(textOf(message.parts)).toBe("From the second.");
    expect(await tally("fenced")).toBe(0);
    expect(own).toEqual(["turn.started", "turn.started", "turn.completed"]);
  });

  test.each([
    ["before it had begun", false],
    ["in the middle of it", true],
  ])("from a process that died with a turn that it took when it accepted it, %s", async (_moment, begins) => {
    const [first, second] = [await world.createProcess("before settle 1"), await world.createProcess()];
    first.taken.open();
    const asked = await world.ask(first);
    const { rows } = await world.pool.query("select status, epoch, executor_id from turns where id = $1", [
      asked.turnId,
    ]);
    expect(rows).toEqual([{ status: "running", epoch: 1, executor_id: first.executorId }]);
    expect(asked).toHaveProperty("feedSequence", (await world.look(asked)).facts.length - 1);
    const { model } = createScriptedModel([["Hello."]]);
    if (begins) expect(await first.run(asked.turnId, model)).toBe(false);
    expect(await second.run(asked.turnId, model)).toBe(true);
    const { message, facts } = await world.look(asked);
    expect(message).toMatchObject({ status: "complete", parts: [{ text: "Hello." }] });
    expect(facts.flatMap((fact) => (fact.type === "turn.started" ? fact.epoch : []))).toEqual([1, 2]);
    expect(isGapless(facts)).toBe(true);
  });

  describe("that comes while its process commits", () => {
    /** What a second process claims of a turn while the first one is just committing this. */
    const claimMeanwhile = async (statement: string, begun = false) => {
      const [first, second] = [await world.createProcess(), await world.createProcess()];
      const { turnId } = await world.ask(first);
      const alive = "insert into executors (id, role, leased_until) values ($1, 'all', now() + interval '1 hour')";
      await world.pool.query(alive, [first.executorId]);
      if (begun) await first.ports.turns.claim(turnId, world.now());
      const { claimed } = await transaction(world.pool, async (client) => {
        await client.query("select from turns where id = $1 for no key update", [turnId]);
        await client.query(
          statement.replaceAll(":turn", `'${turnId}'`).replaceAll(":executor", `'${first.executorId}'`),
        );
        const claimed = second.ports.turns.claim(turnId, world.now()).catch(errorCode);
        await waitForLock(world.pool, "from turns");
        return { claimed };
      });
      return claimed;
    };

    test("an iteration goes on after it", async () => {
      const statement = `insert into turn_iterations (turn_id, n, epoch, parts, created_at)
        values (:turn, 1, 0, '[{"type": "text", "text": "Kept."}]', now())`;
      expect(await claimMeanwhile(statement)).toMatchObject({
        progress: { iterations: [{ parts: [{ text: "Kept." }] }] },
      });
    });

    test("the turn's end does nothing", async () => {
      expect(await claimMeanwhile("update turns set status = 'completed' where id = :turn", true)).toBeNull();
    });

    test("its claim is refused", async () => {
      const statement = "update turns set status = 'running', executor_id = :executor where id = :turn";
      expect(await claimMeanwhile(statement)).toBe("turn_in_progress");
    });
  });

  test("of a turn that has ended does nothing", async () => {
    const [first, second] = [await world.createProcess(), await world.createProcess()];
    const asked = await world.ask(first);
    const { model, calls } = createScriptedModel([["Once."]]);
    await first.run(asked.turnId, model);
    await second.run(asked.turnId, model);
    expect(calls).toHaveLength(1);
    expect((await world.look(asked)).own).toEqual(["turn.started", "turn.completed"]);
  });
});
