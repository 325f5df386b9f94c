import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AgentRole } from "#lib/domain/agent/state.ts";
import type { Json } from "#lib/domain/json.ts";
import { createScriptedModel, createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import type { Viewer } from "../ports/reads.ts";
import { sendMessage } from "../sessions/send-message.ts";
import { updateSession } from "../sessions/update-session.ts";
import { approveDraft } from "./approve-draft.ts";
import { terminateCurrentSession } from "./current-session.ts";
import { decideAgent } from "./record-events.ts";
import { rejectDraft } from "./reject-draft.ts";
import { respond } from "./respond.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

const refused = (code: string) => expect.objectContaining({ code });

/** An agent that has asked its owner yes or no, and people with a role on it. */
async function asked() {
  const one = await world.createProcess();
  const turn = await world.ask(one);
  const { model } = createScriptedModel([[["ask_confirm", { prompt: "Go on?" }]], ["Thank you."]]);
  await one.run(turn.turnId, model);
  const view = await world.reads.view(turn.owner, turn.sessionId, 50);
  const action = Object.values(view?.clientActions ?? {})[0];
  if (!action) throw new Error("The agent has asked.");
  const { agentId, id: clientActionId, toolCallId } = action;

  const join = async (role: AgentRole): Promise<Viewer> => {
    const person = await world.person(turn.owner.workspaceId);
    const loaded = await one.ports.agents.load(agentId, person.workspaceId);
    const by = turn.owner.userId;
    const command = { type: "assign", userId: person.userId, role, by, byAdmin: false, at: world.now() } as const;
    const append = decideAgent(turn.ctx, loaded, [command]);
    if (append) await world.store.commit({ agents: [append] });
    return person;
  };
  const contextOf = (person: Viewer) => world.contextOf(one.ports, person);
  const answer = (person: Viewer, response: Json, call = toolCallId) =>
    respond({ ctx: contextOf(person), input: { agent: agentId, clientActionId, toolCallId: call, response } });
  const look = async () => {
    const now = await world.reads.view(turn.owner, turn.sessionId, 50);
    return { drafts: now?.drafts ?? [], waits: clientActionId in (now?.clientActions ?? {}) };
  };
  return { ...turn, one, agentId, model, join, contextOf, answer, look };
}

describe("the answer to a question", () => {
  test.each(["primary", "shared"] as const)("is given by a %s at once", async (role) => {
    const { join, answer, look } = await asked();
    expect(await answer(await join(role), true)).toMatchObject({ status: "accepted" });
    expect(await look()).toEqual({ drafts: [], waits: false });
  });

  test("is not an observer's, nor a stranger's, to give", async () => {
    const { owner, join, answer, look } = await asked();
    await expect(answer(await join("observer"), true)).rejects.toEqual(refused("forbidden"));
    await expect(answer(await world.person(owner.workspaceId), true)).rejects.toEqual(refused("not_found"));
    expect(await look()).toEqual({ drafts: [], waits: true });
    await answer(owner, true);
    await expect(answer(await join("observer"), true)).rejects.toEqual(refused("forbidden"));
  });

  test("of a mentee waits, in words, and lets the turn go on as theirs once it is approved, however often", async () => {
    const { one, owner, sessionId, turnId, agentId, model, join, contextOf, answer, look } = await asked();
    const mia = await join("mentee");
    const sam = await join("shared");
    const submitted = await answer(mia, true);
    expect(await answer(mia, true)).toEqual(submitted);
    if (!("draftId" in submitted)) throw new Error("A mentee's answer is a draft.");
    const { draftId } = submitted;
    expect(await look()).toMatchObject({
      waits: true,
      drafts: [{ draftId, kind: "response", authorId: mia.userId, parts: [{ type: "text", text: "Yes" }] }],
    });
    const approve = (person: Viewer) => approveDraft({ ctx: contextOf(person), input: { agent: agentId, draftId } });
    await expect(approve(mia)).rejects.toEqual(refused("forbidden"));
    const approved = await approve(sam);
    expect(approved).toMatchObject({ status: "approved", messageId: null, turnId });
    expect(await approve(owner)).toEqual(approved);
    expect(await look()).toEqual({ drafts: [], waits: false });
    const { rows } = await world.pool.query("select responder_id, response from client_actions where turn_id = $1", [
      turnId,
    ]);
    expect(rows).toEqual([{ responder_id: mia.userId, response: true }]);
    await one.run(turnId, model);
    expect(await world.reads.message(owner, sessionId, turnId)).toMatchObject({ status: "complete" });
  });

  test.each(["shared", "mentee"] as const)("by a %s names the call that asked", async (role) => {
    const { join, answer, look } = await asked();
    await expect(answer(await join(role), true, "another-call")).rejects.toEqual(refused("unexpected_response"));
    expect(await look()).toEqual({ drafts: [], waits: true });
  });

  test("of a mentee can be refused, and another one offered; what is answered already cannot be approved", async () => {
    const { owner, agentId, join, contextOf, answer, look } = await asked();
    const mia = await join("mentee");
    const drafts: string[] = [];
    for (const response of [true, false]) {
      const submitted = await answer(mia, response);
      if ("draftId" in submitted) drafts.push(submitted.draftId);
    }
    expect(new Set(drafts).size).toBe(2);
    const decision = (index: number) => ({ agent: agentId, draftId: drafts[index] ?? "" });
    const ctx = contextOf(owner);
    await rejectDraft({ ctx, input: { ...decision(0), reason: "No." } });
    await expect(approveDraft({ ctx, input: decision(0) })).rejects.toEqual(refused("draft_not_pending"));
    const again = await answer(mia, true);
    expect(again).toEqual(await answer(mia, true));
    expect(again).not.toMatchObject({ draftId: drafts[0] });
    expect((await look()).drafts.map(({ status }) => status)).toEqual(["rejected", "pending", "pending"]);
    await answer(owner, true);
    await expect(approveDraft({ ctx, input: decision(1) })).rejects.toEqual(refused("draft_not_pending"));
    expect(await look()).toMatchObject({
      waits: false,
      drafts: [
        { draftId: drafts[0], status: "rejected", reason: "No." },
        { draftId: drafts[1], status: "rejected", reason: "The question was answered otherwise." },
        { status: "rejected", reason: "The question was answered otherwise." },
      ],
    });
  });

  test.each([
    ["the agent's part is terminated", "The session was stopped before anybody decided."],
    ["the session is stopped", "The session was stopped before anybody decided."],
    ["the turn is stopped", "The question ended before anybody decided."],
  ])("of a mentee is rejected when %s", async (what, reason) => {
    const { one, ctx, sessionId, turnId, agentId, model, join, answer, look } = await asked();
    await answer(await join("mentee"), true);
    if (what === "the session is stopped") await updateSession({ ctx, input: { sessionId, status: "stopped" } });
    else if (what === "the turn is stopped") {
      await one.ports.turns.requestStop(turnId, world.now());
      await one.run(turnId, model);
    } else await terminateCurrentSession({ ctx, input: { agent: agentId } });
    expect((await look()).drafts).toMatchObject([{ status: "rejected", reason }]);
  });
});

describe("a mentee's own words while a question waits", () => {
  test("are a draft of the answer, once for their id, when the question takes them", async () => {
    const { owner, sessionId, turnId, agentId, join, contextOf, look } = await asked();
    const mia = await join("mentee");
    const id = crypto.randomUUID();
    const say = () => sendMessage({ ctx: contextOf(mia), input: { id, sessionId, agent: "worker", text: "yes" } });
    for (let n = 0; n < 2; n++) expect(await say()).toEqual({ draftId: id, status: "draft" });
    const parts = [{ type: "text", text: "yes" }];
    expect((await look()).drafts).toMatchObject([{ draftId: id, kind: "response", parts }]);
    const approved = await approveDraft({ ctx: contextOf(owner), input: { agent: agentId, draftId: id } });
    expect(approved).toMatchObject({ messageId: null, turnId });
    expect(await say()).toEqual({ draftId: id, status: "draft" });
    expect(await look()).toEqual({ drafts: [], waits: false });
  });

  test("are refused when the question takes no such words, and nothing is kept", async () => {
    const { sessionId, join, contextOf, look } = await asked();
    const mia = await join("mentee");
    const say = () =>
      sendMessage({ ctx: contextOf(mia), input: { sessionId, agent: "worker", text: "What about VAT?" } });
    for (let n = 0; n < 2; n++) await expect(say()).rejects.toEqual(refused("response_pending"));
    expect(await look()).toEqual({ drafts: [], waits: true });
  });
});
