import { describe, expect, test } from "vitest";
import { OFFLINE, type Problem } from "#components/api/problem.ts";
import type { Answer } from "#components/api/request.ts";
import { createAnswerStore, type KeptAnswer } from "#components/chat/questions/answer-store.ts";
import type { Json } from "#lib/domain/json.ts";

const refusal = (code: string, status: number): Problem => ({ code, status, detail: `No: ${code}.`, errors: [] });

/** A store whose server replies as it is told, one reply a request. */
function create(kept: KeptAnswer | null = null) {
  const posted: Json[] = [];
  const saved: (KeptAnswer | null)[] = [];
  const timers: (() => void)[] = [];
  const waiting: ((reply: Answer<unknown>) => void)[] = [];
  const store = createAnswerStore({
    load: () => kept,
    post: (response) => {
      posted.push(response);
      return new Promise((resolve) => waiting.push(resolve));
    },
    save: (one) => saved.push(one),
    later: (_ms, callback) => timers.push(callback),
  });
  const reply = async (answer: Answer<unknown>) => {
    waiting.shift()?.(answer);
    await Promise.resolve();
  };
  return { store, posted, saved, timers, reply, status: () => store.getState().status };
}
const refuse = (problem: Problem): Answer<unknown> => ({ ok: false, problem });

describe("an answer", () => {
  test("is sent once however often one presses, and is forgotten when it has arrived", async () => {
    const { store, posted, saved, reply, status } = create();
    store.setDraft({ chosen: ["a"] });
    store.submit("a");
    store.submit("a");
    expect([posted, status()]).toEqual([["a"], "sending"]);
    await reply({ ok: true, body: {} });
    store.submit("b");
    expect([posted, status(), saved.at(-1)]).toEqual([["a"], "sent", null]);
  });

  test("that cannot leave is kept, and goes by itself when the network is back", async () => {
    const { store, posted, saved, timers, reply, status } = create();
    store.submit("a");
    await reply(refuse(OFFLINE));
    expect([status(), saved.at(-1)]).toEqual(["queued", { draft: null, response: "a" }]);
    for (const again of timers.splice(0)) again();
    await reply({ ok: true, body: {} });
    expect([posted, status()]).toEqual([["a", "a"], "sent"]);
  });

  test("of a mentee is a draft once it has arrived: the question stays open", async () => {
    const { store, posted, saved, reply, status } = create();
    store.setDraft({ chosen: ["a"] });
    store.submit("a");
    await reply({ ok: true, body: { draftId: "draft", status: "draft" } });
    expect([posted, status(), saved.at(-1), store.getState().draft]).toEqual([["a"], "open", null, null]);
  });

  test("that an earlier page left behind goes when the question is shown again", async () => {
    const { store, posted, reply, status } = create({ draft: { chosen: ["b"] }, response: "b" });
    store.resume();
    store.resume();
    await reply({ ok: true, body: {} });
    expect([posted, status()]).toEqual([["b"], "sent"]);
    const draft = create({ draft: { name: "Ada" } });
    draft.store.resume();
    expect([draft.posted, draft.status(), draft.store.getState().draft]).toEqual([[], "open", { name: "Ada" }]);
  });

  test("that is wrong comes back to be put right; one that comes too late stays readable", async () => {
    const { store, posted, saved, reply, status } = create();
    store.setDraft({ name: "Ada" });
    store.submit({ name: "Ada" });
    await reply(refuse(refusal("response_invalid", 422)));
    expect([status(), store.getState().problem?.code]).toEqual(["open", "response_invalid"]);
    store.submit({ name: "Ada L." });
    await reply(refuse(refusal("client_action_closed", 409)));
    expect([status(), saved.at(-1)]).toEqual(["refused", { draft: { name: "Ada" } }]);
    store.submit({ name: "Ada" });
    expect(posted).toHaveLength(2);
    store.discard();
    expect(store.getState()).toMatchObject({ draft: null, response: null });
    expect(saved.at(-1)).toBeNull();
  });
});
