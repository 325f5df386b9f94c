import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import { textOf } from "#lib/domain/session/parts.ts";
import {
  createScriptedModel,
  createTurnWorld,
  isGapless,
  type Moment,
  type TurnWorld,
} from "#lib/testing/turn-world.ts";
import type { Tool } from "../tools/tool.ts";
import { stopTurn } from "./stop-turn.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

/** A tool with an effect that we cannot take back. */
function createMail(during: () => void | Promise<void> = () => {}) {
  const sent: Json[] = [];
  const tool: Tool = {
    name: "mail",
    label: "Sending",
    sideEffect: "outside",
    available: () => true,
    describe: () => ({ description: "Sends a mail.", inputSchema: { type: "object" } }),
    async run(input) {
      sent.push(input);
      await during();
      return { output: { sent: true } };
    },
  };
  return { tool, sent };
}

describe("a turn", () => {
  test("says, calls, says again: one message with text, call and result, its usage, model and context", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const { model, calls } = createScriptedModel([
      ["Let me ", "see. ", ["calculate", { expression: "6 * 7" }]],
      ["It is 42."],
    ]);
    expect(await one.run(asked.turnId, model)).toBe(true);
    const { message, facts, own } = await world.look(asked);
    expect(message).toMatchObject({
      status: "complete",
      parts: [
        { type: "text", text: "Let me see. " },
        { type: "tool-call", tool: "calculate", state: "done", output: { expression: "6 * 7", result: 42 } },
        { type: "text", text: "It is 42." },
      ],
      usage: { inputTokens: 20, outputTokens: 10 },
      model: { provider: "test", model: "test" },
      orchestratorContext: { activeOrchestrators: [], workflowDelegationChain: [] },
      error: null,
    });
    expect(own).toEqual(["turn.started", "tool.started", "tool.settled", "turn.completed"]);
    expect(isGapless(facts)).toBe(true);
    expect(calls[1]?.prompt.slice(-2)).toMatchObject([
      { role: "assistant", content: [{ text: "Let me see. " }, { type: "tool-call", toolName: "calculate" }] },
      { role: "tool", content: [{ output: { type: "json", value: { result: 42 } } }] },
    ]);
    const times = message.parts.flatMap((part) => (part.type === "tool-call" ? [part.endedAt] : []));
    for (const time of [...times, message.createdAt]) expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });

  test("keeps what PostgreSQL refuses out of text, calls and results", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const { tool, sent } = createMail();
    const { model } = createScriptedModel([
      ["a\0b \ud83d", "\ude00 \ud800", ["mail", { to: "x\0y" }]],
      ["end \udc00."],
    ]);
    expect(await one.run(asked.turnId, model, [tool])).toBe(true);
    const { message } = await world.look(asked);
    expect(message.status).toBe("complete");
    expect(textOf(message.parts)).toBe("ab 😀 \n\nend \ufffd.");
    expect(sent).toEqual([{ to: "xy" }]);
    expect(one.faults).toEqual([]);
  });

  test("a failing model leaves what it wrote, as a failed answer that can be tried again", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const fail = () => {
      throw Object.assign(new Error("upstream said 500"), { statusCode: 500 });
    };
    const { model } = createScriptedModel([["Half of it", fail]]);
    expect(await one.run(asked.turnId, model)).toBe(true);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({ status: "failed", parts: [{ text: "Half of it" }] });
    expect(message.error?.code).toMatch(/^model_|internal/);
    expect(own).toEqual(["turn.started", "turn.failed"]);
  });

  test("a tool that is unknown, or whose input is wrong, is told to the model and ends nothing", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const { model, calls } = createScriptedModel([
      [
        ["nothing", {}],
        ["calculate", { expression: 7 }],
      ],
      ["Sorry."],
    ]);
    expect(await one.run(asked.turnId, model)).toBe(true);
    const { message } = await world.look(asked);
    expect(message).toMatchObject({
      status: "complete",
      parts: [
        { state: "failed", error: { code: "tool_unknown" } },
        { state: "failed", error: { code: "tool_input_invalid" } },
        { text: "Sorry." },
      ],
    });
    expect(calls[1]?.prompt.at(-1)).toMatchObject({
      role: "tool",
      content: [{ output: { type: "error-text" } }, { output: { type: "error-text" } }],
    });
  });

  test("a model that calls for ever is ended", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const again: ["calculate", object] = ["calculate", { expression: "1" }];
    const { model, calls } = createScriptedModel(Array.from({ length: 50 }, () => [again]));
    await one.run(asked.turnId, model);
    expect(calls).toHaveLength(12);
    expect((await world.look(asked)).message).toMatchObject({ status: "failed", error: { code: "model_malformed" } });
  });
});

describe("a hand-over", () => {
  const script = [["I hand over. ", ["hand_off", { agent: "luca", goal: "Know the VAT", facts: ["2,480"] }]]] as const;

  test("is one commit: packet, conversation, turn, delegation; the message shows it", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    await one.run(asked.turnId, createScriptedModel(script.map((lines) => [...lines] as never)).model);
    const { message, facts } = await world.look(asked);
    const packet = message.parts.find((part) => part.type === "handoff")?.packet;
    expect(packet).toMatchObject({ fromSlug: "worker", toSlug: "luca", goal: "Know the VAT", facts: ["2,480"] });
    const settled = facts.findIndex((fact) => fact.type === "tool.settled");
    const at = facts[settled]?.at;
    expect(facts.slice(settled).map((fact) => fact.type)).toEqual([
      "tool.settled",
      "conversation.started",
      "handoff.created",
      "message.created",
      "message.created",
      "turn.completed",
    ]);
    expect(at).toBeDefined();
    const context = await world.reads.orchestratorContext(asked.sessionId);
    expect(context.workflowDelegationChain).toHaveLength(2);
    expect(message.orchestratorContext).toEqual(context);
    const { items = [] } = (await world.reads.messages(asked.owner, asked.sessionId, "luca", { limit: 10 })) ?? {};
    expect(items.map(({ role, status }) => ({ role, status }))).toEqual([
      { role: "system", status: "complete" },
      { role: "assistant", status: "streaming" },
    ]);
    expect(world.started.at(-1)).toBe(items[1]?.id);
  });

  const moments: Moment[] = [
    "before commit 1",
    "after commit 1",
    "before commit 2",
    "after commit 2",
    "before settle 1",
  ];
  test.each(moments)("happens once when the process dies %s", async (moment) => {
    const [first, second] = [await world.createProcess(moment), await world.createProcess()];
    const asked = await world.ask(second);
    const { model, calls } = createScriptedModel(script.map((lines) => [...lines] as never));
    expect(await first.run(asked.turnId, model)).toBe(false);
    expect(await second.run(asked.turnId, model)).toBe(true);
    const { message, facts } = await world.look(asked);
    expect(facts.filter((fact) => fact.type === "handoff.created")).toHaveLength(1);
    expect(message.parts.map((part) => part.type)).toEqual(["text", "tool-call", "handoff"]);
    expect(message.parts[1]).toMatchObject({ state: "done" });
    // Nothing is asked of the model again once its answer is committed.
    expect(calls).toHaveLength(moment === "before commit 1" ? 2 : 1);
  });
});

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

describe("the end of turns", () => {
  test("in one batch, a fenced one and good ones: each gets its own answer", async () => {
    const one = await world.createProcess();
    const asked = await Promise.all([world.ask(one), world.ask(one), world.ask(one)]);
    const { turns } = one.ports;
    const claimed = await Promise.all(asked.map(({ turnId }) => turns.claim(turnId, new Date().toISOString())));
    const ends = claimed.map((turn, index) => {
      if (!turn) throw new Error("It can be claimed.");
      const { id, sessionId, sessionOwnerId, message } = turn;
      const at = new Date().toISOString();
      const ended = { ...message, status: "complete" as const };
      const epoch = index === 1 ? 0 : turn.epoch;
      return { turnId: id, epoch, sessionId, sessionOwnerId, status: "completed" as const, message: ended, at };
    });
    expect(await Promise.all(ends.map((end) => turns.settle(end)))).toEqual([true, false, true]);
    const statuses = await Promise.all(asked.map(async (each) => (await world.look(each)).message.status));
    expect(statuses).toEqual(["complete", "streaming", "complete"]);
  });

  test("locks the session before its counter, as messages do: the two cannot deadlock", async () => {
    const one = await world.createProcess();
    const asked = await world.ask(one);
    const writer = await world.pool.connect();
    const { rows } = await writer.query("select pg_backend_pid() as pid");
    const isWaitedFor = async () =>
      (await world.pool.query("select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))", [rows[0].pid]))
        .rowCount;
    await writer.query("begin");
    await writer.query("set local deadlock_timeout = '10ms'"); // whoever finds the deadlock loses: the writer
    await writer.query("update sessions set updated_at = now() where id = $1", [asked.sessionId]);
    const running = one.run(asked.turnId, createScriptedModel([["Hello."]]).model);
    await expect.poll(isWaitedFor).toBe(1);
    await writer.query("update session_heads set sequence = sequence where session_id = $1", [asked.sessionId]);
    await writer.query("commit");
    writer.release();
    expect(await running).toBe(true);
    expect((await world.look(asked)).message.status).toBe("complete");
  });
});
