import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "#lib/domain/json.ts";
import type { OpenClientAction } from "#lib/domain/session/client-action.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import { start } from "#lib/domain/session/reduce-fixtures.ts";
import { contextOfQuestion } from "#lib/server/system-context.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import {
  createMail,
  createScriptedModel,
  createTurnWorld,
  isGapless,
  type TurnWorld,
} from "#lib/testing/turn-world.ts";
import { expireActions } from "../agents/expire-actions.ts";
import { respond } from "../agents/respond.ts";
import { stopWorkOf } from "../members/stop-work-of.ts";
import { stopTurn } from "./stop-turn.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

const OPTIONS = { prompt: "Which one?", options: [{ value: "a", label: "Apples" }, { value: "b" }] };
const refused = (code: string) => expect.objectContaining({ code });

/** A turn of one process that has asked and let go. */
async function asked(tool: string, input: object, before: string[] = ["Let me ask. "]) {
  const one = await world.createProcess();
  const turn = await world.ask(one);
  const { model, calls } = createScriptedModel([[...before, [tool, input]], ["Thank you."]]);
  await one.run(turn.turnId, model);
  const view = await world.reads.view(turn.owner, turn.sessionId, 50);
  const [action] = Object.values(view?.clientActions ?? {});
  const answer = (response: Json, over: object = {}) =>
    respond({
      ctx: turn.ctx,
      input: {
        agent: "worker",
        clientActionId: action?.id ?? "",
        toolCallId: action?.toolCallId ?? "",
        response,
        ...over,
      },
    });
  return { one, ...turn, model, calls, action: action as OpenClientAction, answer, look: () => world.look(turn) };
}

describe("a question lets the turn go", () => {
  test("the turn, its message, the agent and the feed say that it waits; another process goes on with the answer", async () => {
    const turn = await asked("ask_choice", OPTIONS);
    const waiting = await turn.look();
    expect(waiting.own).toEqual(["turn.started", "tool.started", "turn.suspended"]);
    expect(waiting.facts.map(({ type }) => type)).toContain("client-action.requested");
    expect(waiting.message).toMatchObject({
      status: "suspended",
      parts: [{ text: "Let me ask. " }, { state: "waiting" }],
    });
    expect(turn.action).toMatchObject({ kind: "choice", prompt: "Which one?", turnId: turn.turnId });
    const { state } = await world.agents.load(turn.action.agentId, turn.owner.workspaceId);
    expect(state.status === "active" && state.activeSessions.get(turn.sessionId)).toMatchObject({
      status: "suspended",
      executionState: { turnId: turn.turnId, iteration: 0 },
    });

    const answered = await turn.answer("b");
    expect(answered).toMatchObject({ turnId: turn.turnId, status: "accepted" });
    expect((await turn.look()).message).toMatchObject({ status: "streaming" });
    const two = await world.createProcess();
    expect(await two.run(turn.turnId, turn.model)).toBe(true);
    const after = await turn.look();
    expect(after.message).toMatchObject({
      status: "complete",
      parts: [
        { text: "Let me ask. " },
        { state: "done", output: { response: "b" }, answered: { by: turn.owner.userId } },
        { text: "Thank you." },
      ],
    });
    expect(isGapless(after.facts)).toBe(true);
    expect(after.own.slice(3)).toEqual(["client-action.answered", "turn.started", "tool.settled", "turn.completed"]);
    expect(turn.calls).toHaveLength(2);
  });

  test("the view is the fold of the feed while it waits and after the answer", async () => {
    const turn = await asked("ask_confirm", { prompt: "Sure?" });
    const fold = async () => {
      const facts = await world.reads.feedAfter(turn.sessionId, 0, 10_000);
      const view = facts.reduce((now, entry) => reduce(now, { kind: "entry", entry }).view, start);
      const read = await world.reads.view(turn.owner, turn.sessionId, 50);
      const of = (one: typeof view | null) => ({
        actions: one?.clientActions,
        turns: one?.turns,
        messages: one?.messages,
      });
      expect(of(view)).toEqual(of(read));
    };
    await fold();
    await turn.answer(true);
    await fold();
    await turn.one.run(turn.turnId, turn.model);
    await fold();
  });

  test("killed around the suspension, it is asked once and goes on once", async () => {
    for (const moment of ["before commit 2", "after commit 2"] as const) {
      const dying = await world.createProcess(moment);
      const turn = await world.ask(dying);
      const { model } = createScriptedModel([
        [
          ["ask_confirm", { prompt: "Sure?" }],
          ["tally", { key: "k" }],
        ],
        ["Done."],
      ]);
      expect(await dying.run(turn.turnId, model)).toBe(false);
      const two = await world.createProcess();
      await two.run(turn.turnId, model);
      const view = await world.reads.view(turn.owner, turn.sessionId, 50);
      const actions = Object.values(view?.clientActions ?? {});
      expect(actions).toHaveLength(1);
      expect((await world.look(turn)).facts.filter(({ type }) => type === "client-action.requested")).toHaveLength(1);
      const [{ id, toolCallId } = { id: "", toolCallId: "" }] = actions;
      await respond({ ctx: turn.ctx, input: { agent: "worker", clientActionId: id, toolCallId, response: false } });
      await two.run(turn.turnId, model);
      const after = await world.look(turn);
      expect(after.message).toMatchObject({ status: "complete" });
      expect(await after.tally("k")).toBe(1);
    }
  });
});

describe("an answer", () => {
  test("twice is one; another one, a wrong call, a wrong kind and a stranger's change nothing", async () => {
    const turn = await asked("ask_choice", OPTIONS);
    const stranger = await world.person();
    const before = (await turn.look()).facts.length;
    await expect(turn.answer("c")).rejects.toEqual(refused("response_invalid"));
    await expect(turn.answer({ approved: true })).rejects.toEqual(refused("response_invalid"));
    await expect(turn.answer("a", { toolCallId: "another" })).rejects.toEqual(refused("unexpected_response"));
    await expect(turn.answer("a", { clientActionId: randomUUID() })).rejects.toEqual(refused("not_found"));
    await expect(turn.answer("a", { agent: "guide" })).rejects.toEqual(refused("not_found"));
    const foreign = world.contextOf(turn.one.ports, stranger);
    const { id: clientActionId, toolCallId } = turn.action;
    const input = { agent: "worker", clientActionId, toolCallId, response: "a" };
    await expect(respond({ ctx: foreign, input })).rejects.toEqual(refused("not_found"));
    expect((await turn.look()).facts).toHaveLength(before);

    const both = await Promise.all([turn.answer("a"), turn.answer("a")]);
    expect(both[0]).toEqual(both[1]);
    expect(await turn.answer("a")).toEqual(both[0]);
    await expect(turn.answer("b")).rejects.toEqual(refused("client_action_closed"));
    expect((await turn.look()).facts.filter(({ type }) => type === "client-action.answered")).toHaveLength(1);
    await turn.one.run(turn.turnId, turn.model);
    expect(await turn.answer("a")).toEqual(both[0]);
    expect((await turn.look()).message.status).toBe("complete");
  });

  test("of a form is checked field by field", async () => {
    const fields = [
      { name: "email", label: "Mail", type: "email" },
      { name: "count", label: "How many", type: "integer", min: 1, max: 3 },
    ];
    const turn = await asked("ask_form", { prompt: "Tell me.", fields });
    await expect(turn.answer({ email: "no", count: 9 })).rejects.toMatchObject({
      code: "response_invalid",
      details: { errors: [{ path: "count" }, { path: "email" }] },
    });
    await expect(turn.answer({ email: "a@b.de", count: 1, more: 1 })).rejects.toEqual(refused("response_invalid"));
    await turn.answer({ email: "a@b.de", count: 2 });
    await turn.one.run(turn.turnId, turn.model);
    expect((await turn.look()).message.parts[1]).toMatchObject({ output: { response: { count: 2 } } });
  });

  test("may be written as a message where the question takes words; anything else waits for the answer", async () => {
    const turn = await asked("ask_choice", OPTIONS);
    const say = (text: string) =>
      sendAsOwner({ ctx: turn.ctx, input: { sessionId: turn.sessionId, agent: "worker", text } });
    await expect(say("Something else")).rejects.toEqual(refused("response_pending"));
    expect(await say("apples")).toMatchObject({ turnId: turn.turnId });
    await turn.one.run(turn.turnId, turn.model);
    expect((await turn.look()).message.parts[1]).toMatchObject({ output: { response: "a" } });
  });

  test("comes too late once the question has expired; the turn goes on without it", async () => {
    const turn = await asked("ask_confirm", { prompt: "Sure?", expiresInSeconds: 60 });
    const { ports } = turn.one;
    const later = new Date(Date.parse(turn.action.expiresAt ?? "") + 1).toISOString();
    const now = () => later;
    const late = { ...turn.ctx, now };
    const { id: clientActionId, toolCallId } = turn.action;
    const input = { agent: "worker", clientActionId, toolCallId, response: true };
    await expect(respond({ ctx: late, input })).rejects.toEqual(refused("client_action_expired"));
    const contextFor = (action: Parameters<typeof contextOfQuestion>[1]) => ({
      ...contextOfQuestion(ports, action),
      now,
    });
    await expireActions(contextFor, { now, ports });
    await expireActions(contextFor, { now, ports });
    await turn.one.run(turn.turnId, turn.model);
    const after = await turn.look();
    expect(after.message).toMatchObject({
      status: "complete",
      parts: [{}, { state: "done", output: { expired: true } }, {}],
    });
    expect(after.facts.filter(({ type }) => type === "client-action.answered")).toHaveLength(1);
    await expect(turn.answer(true)).rejects.toEqual(refused("client_action_expired"));
  });
});

test("a suspended turn is stopped at once, and its question is taken back", async () => {
  const turn = await asked("ask_confirm", { prompt: "Sure?" });
  await stopTurn({ ctx: turn.ctx, input: { sessionId: turn.sessionId, turnId: turn.turnId } });
  await turn.one.run(turn.turnId, turn.model);
  const after = await turn.look();
  expect(after.message).toMatchObject({ status: "stopped", parts: [{ text: "Let me ask. " }, { state: "stopped" }] });
  expect(after.own.slice(-2)).toEqual(["client-action.answered", "turn.stopped"]);
  await expect(turn.answer(true)).rejects.toEqual(refused("client_action_closed"));
  const sent = await sendAsOwner({ ctx: turn.ctx, input: { sessionId: turn.sessionId, agent: "worker", text: "On." } });
  expect(sent.turnId).not.toBe(turn.turnId);
});

test("a suspended turn ends with the work of its person, who is not a member any more, and its question is taken back", async () => {
  const turn = await asked("ask_confirm", { prompt: "Sure?" });
  await world.pool.query("delete from memberships where user_id = $1", [turn.owner.userId]);
  await stopWorkOf(turn.ctx, turn.owner.userId);
  await turn.one.run(turn.turnId, turn.model);
  const after = await turn.look();
  expect(after.message).toMatchObject({ status: "stopped", parts: [{ text: "Let me ask. " }, { state: "stopped" }] });
  expect(after.own.slice(-2)).toEqual(["client-action.answered", "turn.stopped"]);
  await expect(turn.answer(true)).rejects.toEqual(refused("client_action_closed"));
});

describe("a call that needs approval", () => {
  test("runs once it is approved, and not when it is refused", async () => {
    for (const approved of [true, false]) {
      const turn = await asked("approved_tally", { key: "k" });
      expect(turn.action).toMatchObject({ kind: "approval", prompt: "Count k up by one?" });
      await turn.answer({ approved, note: "Because." });
      await turn.one.run(turn.turnId, turn.model);
      const after = await turn.look();
      expect(await after.tally("k")).toBe(approved ? 1 : 0);
      expect(after.message.parts[1]).toMatchObject(
        approved ? { state: "done" } : { state: "failed", error: { code: "tool_refused" } },
      );
    }
  });

  test("outside is not made again by a take-over that finds it begun", async () => {
    const approval = () => "Send it?";
    const mail = createMail();
    const one = await world.createProcess();
    const turn = await world.ask(one);
    const { model } = createScriptedModel([[["mail", { to: "x" }]], ["Done."]]);
    await one.run(turn.turnId, model, [{ ...mail.tool, approval }]);
    const view = await world.reads.view(turn.owner, turn.sessionId, 50);
    const [{ id, toolCallId } = { id: "", toolCallId: "" }] = Object.values(view?.clientActions ?? {});
    expect(mail.sent).toHaveLength(0);
    await respond({
      ctx: turn.ctx,
      input: { agent: "worker", clientActionId: id, toolCallId, response: { approved: true } },
    });
    const dying = await world.createProcess("before commit 2");
    expect(await dying.run(turn.turnId, model, [{ ...mail.tool, approval }])).toBe(false);
    expect(mail.sent).toHaveLength(1);
    const two = await world.createProcess();
    await two.run(turn.turnId, model, [{ ...mail.tool, approval }]);
    expect(mail.sent).toHaveLength(1);
    expect((await world.look(turn)).message.parts[0]).toMatchObject({ state: "unknown" });
  });
});
