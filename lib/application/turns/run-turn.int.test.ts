import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textOf } from "#lib/domain/session/parts.ts";
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
      const end = { turnId: id, epoch, sessionId, sessionOwnerId, status: "completed" as const, message: ended, at };
      return { ...end, calls: [], limited: index === 2 };
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
