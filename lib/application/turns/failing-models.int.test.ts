import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSecretBox } from "#lib/adapters/crypto/secret-box.ts";
import { createModel } from "#lib/adapters/models/create-model.ts";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { createLlmConfigs } from "#lib/adapters/postgres/llm-configs.ts";
import { createPrisma } from "#lib/adapters/postgres/prisma.ts";
import { providers } from "#lib/catalog/providers.ts";
import { type Receipt, textOf } from "#lib/domain/session/parts.ts";
import { reduce } from "#lib/domain/session/reduce.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { auditEntry } from "#lib/testing/audit-entry.ts";
import * as provider from "#lib/testing/misbehaving-provider.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { createTurnWorld, isGapless, type TurnWorld } from "#lib/testing/turn-world.ts";
import { respond } from "../agents/respond.ts";
import { createModelResolver } from "../llm/resolve-model.ts";
import type { ModelResolver } from "../ports/models.ts";
import { stopTurn } from "./stop-turn.ts";

const { babbles, breaksOffAfter, calls, drones, garbles, hangs, hangsAfter, pads, refuses, says } = provider;
const { claims, ends, ponders, rings } = provider;
const guarded = createGuardedFetch(createOutboundPolicy(["127.0.0.1"]), { maxResponseBytes: 8 * 1024 * 1024 });
const secrets = createSecretBox({ current: "k1", keys: { k1: Buffer.alloc(32, 7).toString("base64") } });

let world: TurnWorld;
let fake: Awaited<ReturnType<typeof provider.createProvider>>;
let prisma: PrismaClient;
let clock = Date.UTC(2026, 10, 21);
beforeAll(async () => {
  world = await createTurnWorld();
  fake = await provider.createProvider();
  prisma = createPrisma(world.pool);
});
afterAll(async () => {
  await prisma.$disconnect();
  guarded.close();
  fake.close();
  await world.close();
});

type Process = Awaited<ReturnType<TurnWorld["createProcess"]>>;
type Asked = Awaited<ReturnType<TurnWorld["ask"]>>;

/** A person who has asked something, in a workspace with these models in this order; a hasty one waits for no word. */
async function house(models: string[], process?: Process) {
  const one = process ?? (await world.createProcess());
  const asked = await world.ask(one);
  const configs = createLlmConfigs(prisma);
  const resolver = createModelResolver({
    configs,
    secrets,
    providers,
    createModel: (connection) =>
      createModel(connection, {
        fetch: guarded,
        timeouts: connection.model === "hasty" ? { firstTokenMs: 50, betweenTokensMs: 50 } : {},
      }),
    invalidations: { publish() {}, subscribe: () => ({ close() {} }) },
    now: () => clock,
  });
  const ids: Record<string, string> = {};
  for (const model of models) {
    const at = new Date(clock).toISOString();
    ids[model] = randomUUID();
    await configs.insert(
      {
        ...{ id: ids[model], workspaceId: asked.owner.workspaceId, ownerId: null, name: model, model },
        ...{ provider: "openai-compatible", baseUrl: fake.baseUrl, keyCipher: null, keyHint: null, isDefault: false },
        ...{ deployment: null, apiVersion: null, wire: null, price: null },
        ...{ validatedAt: null, createdAt: at, updatedAt: at },
      },
      auditEntry(asked.owner),
    );
  }
  return { one, asked, resolver, configs, ids };
}

const answer = async (process: Process, { owner, turnId }: Pick<Asked, "owner" | "turnId">, resolver: ModelResolver) =>
  process.run(turnId, await resolver.resolve({ ...owner, configId: null }));

const receiptsIn = (parts: readonly { type: string }[]): Receipt[] =>
  parts.flatMap((part) => (part.type === "receipts" ? (part as unknown as { receipts: Receipt[] }).receipts : []));
const inShort = ({ model, attempt, code, status, next }: Receipt): string =>
  `${model} ${attempt} ${code}${status ? ` ${status}` : ""} → ${next?.model.model ?? "nobody"}`;
const askedOf = (model: string, since: number): number =>
  fake.asked.slice(since).filter((one) => one.model === model).length;

describe("a model that fails is followed by the next one, which says so", () => {
  const limit = { "retry-after": "2" };
  test.each([
    ["refuses the key", "first", refuses(401), ["first 1 model_unauthorized 401 → second"], []],
    ["does not exist", "first", refuses(404), ["first 1 model_not_found 404 → second"], []],
    ["limits requests", "first", refuses(429, {}, limit), thrice("model_rate_limited 429"), [2_000, 2_000]],
    ["has a fault", "first", refuses(500), thrice("model_unavailable 500"), [500, 1_000]],
    ["says nothing", "hasty", hangs, ["hasty 1 model_timeout → second"], []],
    ["falls silent", "hasty", hangsAfter("Half. "), ["hasty 1 model_timeout → second"], []],
    ["breaks off", "first", breaksOffAfter("Half. "), thrice("model_stream_cut 200"), [500, 1_000]],
    ["garbles its words", "first", garbles("Half. "), thrice("model_malformed"), [500, 1_000]],
    ["answers nothing", "first", says(""), thrice("model_empty"), [500, 1_000]],
    ["only thinks", "first", ponders("Hm. "), thrice("model_empty"), [500, 1_000]],
    ["never ends a line", "first", drones, thrice("model_malformed"), [500, 1_000]],
    ["never stops", "first", babbles, ["first 1 model_endless → second"], []],
    ["never stops calling", "first", rings, ["first 1 model_endless → second"], []],
    ["never stops sending", "first", pads, ["first 1 model_endless 200 → second"], []],
  ])("one that %s", async (_, first, behaviour, receipts, pauses) => {
    fake.plan(first, behaviour);
    fake.plan("second", says("All of it."));
    const { one, asked, resolver, ids } = await house([first, "second"]);
    expect(await answer(one, asked, resolver)).toBe(true);
    const { message, own, facts } = await world.look(asked);
    expect(message).toMatchObject({ status: "complete", error: null, model: { configId: ids.second } });
    expect(textOf(message.parts)).toBe("All of it.");
    expect(receiptsIn(message.parts).map(inShort)).toEqual(receipts);
    expect(one.pauses).toEqual(pauses);
    expect(own).toEqual(["turn.started", ...receipts.map(() => "turn.attempt-failed"), "turn.completed"]);
    expect(isGapless(facts)).toBe(true);
  });

  function thrice(how: string): string[] {
    return ["1", "2", "3"].map((attempt) => `first ${attempt} ${how} → ${attempt === "3" ? "second" : "first"}`);
  }

  test("one whose key cannot be opened", async () => {
    fake.plan("second", says("All of it."));
    const { one, asked, resolver, configs, ids } = await house(["first", "second"]);
    const at = new Date(clock).toISOString();
    const first = { id: ids.first ?? "", updatedAt: at };
    await configs.update(asked.owner, first, { keyCipher: "v1.k1.broken" }, at, auditEntry(asked.owner));
    await answer(one, asked, resolver);
    const { message } = await world.look(asked);
    expect(receiptsIn(message.parts).map(inShort)).toEqual(["first 1 secret_unreadable → second"]);
  });
});

test.each([
  ["a fraction", { prompt_tokens: 10.5, completion_tokens: 2 }],
  ["words", { prompt_tokens: "ten", completion_tokens: "two" }],
  ["less than nothing", { prompt_tokens: -5_000_000, completion_tokens: -1 }],
  ["more than there is", { prompt_tokens: 1e30, completion_tokens: 1e30 }],
  ["a trillion", { prompt_tokens: 10, completion_tokens: 1e12 }],
  ["nonsense", { prompt_tokens: { a: 1 }, completion_tokens: [], prompt_tokens_details: "x" }],
  ["a list", [1]],
])("an answer is kept, asked for once and counted by its length, whose provider counts in %s", async (_, usage) => {
  fake.plan("first", claims("All of it.", usage));
  const since = fake.asked.length;
  const { one, asked, resolver } = await house(["first"]);
  expect(await answer(one, asked, resolver)).toBe(true);
  expect(textOf((await world.look(asked)).message.parts)).toBe("All of it.");
  expect(askedOf("first", since)).toBe(1);
  const { rows } = await world.pool.query(
    "select output_tokens::int as output, input_tokens < 100000 as bounded, estimated from model_calls where source_id = $1",
    [asked.turnId],
  );
  expect(rows).toEqual([{ output: 4, bounded: true, estimated: true }]);
});

test("one that comes back is asked no other", async () => {
  fake.plan("first", refuses(503), says("Here I am."));
  const { one, asked, resolver, ids } = await house(["first", "second"]);
  await answer(one, asked, resolver);
  const { message } = await world.look(asked);
  expect(message).toMatchObject({ status: "complete", model: { configId: ids.first } });
  expect(receiptsIn(message.parts).map(inShort)).toEqual(["first 1 model_unavailable 503 → first"]);
});

test("when all fail the answer fails with every reason, and the last one's words are kept", async () => {
  fake.plan("first", refuses(401));
  fake.plan("second", breaksOffAfter("Not this. "), breaksOffAfter("Nor this. "), breaksOffAfter("Half of it. "));
  const { one, asked, resolver } = await house(["first", "second"]);
  expect(await answer(one, asked, resolver)).toBe(true);
  const { message } = await world.look(asked);
  expect(message).toMatchObject({ status: "failed", error: { code: "model_stream_cut", retryable: true } });
  expect(textOf(message.parts)).toBe("Half of it. ");
  expect(receiptsIn(message.parts).map(inShort)).toEqual([
    "first 1 model_unauthorized 401 → second",
    "second 1 model_stream_cut 200 → second",
    "second 2 model_stream_cut 200 → second",
    "second 3 model_stream_cut 200 → nobody",
  ]);
});

test("content that was refused is told to no other provider", async () => {
  fake.plan("first", refuses(400, { code: "content_filter" }));
  const since = fake.asked.length;
  const { one, asked, resolver } = await house(["first", "second"]);
  await answer(one, asked, resolver);
  expect((await world.look(asked)).message).toMatchObject({ status: "failed", error: { code: "model_refused" } });
  expect(askedOf("second", since)).toBe(0);
});

test("when nobody answers anything, the answer fails and says so", async () => {
  fake.plan("first", says(""));
  const { one, asked, resolver } = await house(["first"]);
  await answer(one, asked, resolver);
  const error = { code: "model_empty", message: expect.stringContaining("answered nothing"), retryable: true };
  expect((await world.look(asked)).message).toMatchObject({ status: "failed", error });
});

test("a model that is silent once its tool has done all has ended its answer", async () => {
  fake.plan("first", calls("I count.", "tally", { key: "silent" }), says(""));
  const { one, asked, resolver } = await house(["first", "second"]);
  await answer(one, asked, resolver);
  const { message } = await world.look(asked);
  expect(message).toMatchObject({ status: "complete", parts: [{ text: "I count." }, { state: "done" }] });
  expect(message.parts).toHaveLength(2);
});

describe("an answer that is not whole is kept and says so", () => {
  test.each([
    ["at the model's limit", ends("length", "Half of"), { text: "Half of" }, "limit of output"],
    ["in the middle of a thought", ponders("First,", "length"), { type: "reasoning", text: "First," }, "limit"],
    ["by the content policy", ends("content_filter", "Half of"), { text: "Half of" }, "rules on content"],
  ])("ended %s", async (_, behaviour, part, words) => {
    fake.plan("first", behaviour, says("the rest."));
    const { one, asked, resolver } = await house(["first", "second"]);
    await answer(one, asked, resolver);
    const { message } = await world.look(asked);
    const notice = { type: "notice", level: "warning", text: expect.stringContaining(words) };
    expect(message).toMatchObject({ status: "complete", error: null, parts: [part, notice] });
    const { ctx, sessionId } = asked;
    const { turnId } = await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Go on." } });
    await answer(one, { ...asked, turnId }, resolver);
    expect(JSON.stringify(fake.asked.at(-1)?.messages)).not.toContain(words);
    expect((await world.look({ ...asked, turnId })).message.parts).toEqual([{ type: "text", text: "the rest." }]);
  });

  test("unless the content policy held back all of it, which no other provider is told", async () => {
    const since = fake.asked.length;
    fake.plan("first", ends("content_filter"));
    const { one, asked, resolver } = await house(["first", "second"]);
    await answer(one, asked, resolver);
    expect((await world.look(asked)).message).toMatchObject({ status: "failed", error: { code: "model_refused" } });
    expect(askedOf("second", since)).toBe(0);
  });
});

test("what was committed stays: the next model goes on after the tool of the first, which has run once", async () => {
  fake.plan("first", calls("I count. ", "tally", { key: "once" }), breaksOffAfter("It is"), refuses(401));
  fake.plan("second", says("Counted."));
  const { one, asked, resolver, ids } = await house(["first", "second"]);
  await answer(one, asked, resolver);
  const { message, own, tally } = await world.look(asked);
  expect(message.parts.slice(0, 3)).toMatchObject([
    { text: "I count. " },
    { type: "tool-call", tool: "tally", state: "done" },
    { text: "Counted." },
  ]);
  expect(message.model?.configId).toBe(ids.second);
  expect(receiptsIn(message.parts).map(({ iteration, attempt }) => [iteration, attempt])).toEqual([
    [1, 1],
    [1, 2],
  ]);
  expect(await tally("once")).toBe(1);
  expect(own.filter((type) => type === "tool.started")).toHaveLength(1);
});

test("after a person's answer the first model is asked again, whatever failed before it", async () => {
  fake.plan("first", refuses(401), says("I am back."));
  fake.plan("second", calls("I step in. ", "ask_confirm", { prompt: "Go on?" }));
  const { one, asked, resolver, ids } = await house(["first", "second"]);
  await answer(one, asked, resolver);
  const view = await world.reads.view(asked.owner, asked.sessionId, 10);
  const [action] = Object.values(view?.clientActions ?? {});
  expect(receiptsIn((await world.look(asked)).message.parts)).toHaveLength(1);
  const { id: clientActionId = "", toolCallId = "" } = action ?? {};
  await respond({ ctx: asked.ctx, input: { agent: "worker", clientActionId, toolCallId, response: true } });
  await answer(one, asked, resolver);
  const { message } = await world.look(asked);
  expect(textOf(message.parts)).toBe("I step in. \n\nI am back.");
  expect(message.model?.configId).toBe(ids.first);
  expect(receiptsIn(message.parts).map(inShort)).toEqual(["first 1 model_unauthorized 401 → second"]);
});

test.each(["the same", "another"])(
  "readers at %s process never see the words of two attempts together",
  async (which) => {
    const { one, asked, resolver } = await house(["first", "second"]);
    const { hub } = which === "another" ? await world.createProcess() : one;
    const shown: string[] = [];
    let view = await world.reads.view(asked.owner, asked.sessionId, 10);
    const subscription = await hub.subscribe(asked.sessionId, view?.feedSequence ?? 0, (items) => {
      for (const item of items) {
        if (!view) return;
        const next = reduce(view, item);
        expect(next.gap).toBe(false);
        view = next.view;
        const message = Object.values(view.messages)
          .flat()
          .find((known) => known.id === asked.turnId);
        shown.push(textOf(message?.parts ?? []));
      }
    });
    const seen = (text: string) => expect.poll(() => shown).toContain(text);
    const after = (text: string) => breaksOffAfter(text, () => seen(text));
    fake.plan("first", after("One. "), after("Two. "), after("Three. "));
    fake.plan("second", says("All."));
    await answer(one, asked, resolver);
    await expect.poll(() => Object.keys(view?.turns ?? {})).toEqual([]);
    subscription.close();
    expect([...new Set(shown)]).toEqual(["", "One. ", "Two. ", "Three. ", "All."]);
  },
);

test("too long a conversation is asked once more without its oldest messages", async () => {
  const long = { code: "context_length_exceeded", message: "maximum context length is 400 tokens, you requested 1000" };
  fake.plan("first", says("Noted. ".repeat(200)), says("Noted."), refuses(400, long), says("In short: yes."));
  const { one, asked, resolver } = await house(["first"]);
  await answer(one, asked, resolver);
  const { ctx, sessionId } = asked;
  const again = async (text: string) => {
    const { turnId } = await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text } });
    await answer(one, { ...asked, turnId }, resolver);
    return (await world.look({ ...asked, turnId })).message;
  };
  await again("And this?");
  const since = fake.asked.length;
  const message = await again("Is it so?");
  expect(message).toMatchObject({ status: "complete", parts: [{ text: "In short: yes." }, { type: "receipts" }] });
  expect(receiptsIn(message.parts)).toMatchObject([{ code: "model_context_exceeded", next: { share: 0.36 } }]);
  const told = fake.asked.slice(since).map(({ messages }) => JSON.stringify(messages));
  expect(told[0]).toContain("Noted. Noted.");
  expect(told[1]).not.toContain("Noted. Noted.");
  expect(told[1]).toContain("Is it so?");
});

describe("too long a first message, of which nothing can be left out,", () => {
  const tooLong = refuses(400, { message: "prompt is too long: 213462 tokens > 200000 maximum" });
  const given = "first 1 model_context_exceeded 400 → second";

  test("is given to the next model, which may read more", async () => {
    fake.plan("first", tooLong);
    fake.plan("second", says("All of it."));
    const { one, asked, resolver, ids } = await house(["first", "second"]);
    await answer(one, asked, resolver);
    const { message } = await world.look(asked);
    expect(message).toMatchObject({ status: "complete", model: { configId: ids.second } });
    expect(receiptsIn(message.parts).map(inShort)).toEqual([given]);
  });

  test("fails clearly when nobody is left", async () => {
    fake.plan("first", tooLong);
    fake.plan("second", tooLong);
    const { one, asked, resolver } = await house(["first", "second"]);
    await answer(one, asked, resolver);
    const { message } = await world.look(asked);
    expect(message).toMatchObject({ status: "failed", error: { code: "model_context_exceeded" } });
    expect(receiptsIn(message.parts).map(inShort)).toEqual([given, "second 1 model_context_exceeded 400 → nobody"]);
  });
});

describe("while a turn waits for its next attempt", () => {
  test("a stop ends it", async () => {
    fake.plan("first", refuses(503));
    const { one, asked, resolver } = await house(["first"]);
    one.retrying.pause = async (_ms, signal) => {
      await stopTurn({ ctx: asked.ctx, input: { sessionId: asked.sessionId, turnId: asked.turnId } });
      await delay(60_000, undefined, { signal });
    };
    expect(await answer(one, asked, resolver)).toBe(true);
    const { message, own } = await world.look(asked);
    expect(message).toMatchObject({ status: "stopped", error: null, parts: [{ type: "receipts" }] });
    expect(own).toEqual(["turn.started", "turn.attempt-failed", "turn.stopped"]);
  });

  test("another process takes it over and goes on counting", async () => {
    fake.plan("first", breaksOffAfter("Void. "));
    fake.plan("second", says("Whole."));
    const since = fake.asked.length;
    const [first, second] = [await world.createProcess(), await world.createProcess()];
    const { asked, resolver } = await house(["first", "second"], first);
    first.retrying.pause = async () => {
      first.stopping.abort(new Error("gone"));
      throw new Error("gone");
    };
    await expect(answer(first, asked, resolver)).rejects.toThrow("gone");
    expect(await second.ports.turns.writtenText(asked.turnId)).toEqual([]);
    expect(await answer(second, asked, resolver)).toBe(true);
    const { message, facts } = await world.look(asked);
    expect(textOf(message.parts)).toBe("Whole.");
    expect(receiptsIn(message.parts).map(({ model, attempt }) => `${model} ${attempt}`)).toEqual([
      ...["first 1", "first 2", "first 3"],
    ]);
    expect(askedOf("first", since)).toBe(3);
    const epochs = facts.flatMap((fact) => ("epoch" in fact ? [`${fact.type} ${fact.epoch}`] : []));
    expect(epochs).toEqual([
      ...["turn.started 1", "turn.attempt-failed 2", "turn.started 3"],
      ...["turn.attempt-failed 4", "turn.attempt-failed 5"],
    ]);
  });
});

describe("a model that keeps failing", () => {
  test("is left alone by later turns, is asked again after a while, and at once when its config has changed", async () => {
    fake.plan("first", refuses(500));
    fake.plan("second", says("I step in."));
    const { one, asked, resolver, configs, ids } = await house(["first", "second"]);
    const { ctx, sessionId, owner } = asked;
    const again = async () => {
      const since = fake.asked.length;
      const { turnId } = await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Again" } });
      await answer(one, { owner, turnId }, resolver);
      const { message } = await world.look({ ...asked, turnId });
      return { told: askedOf("first", since), receipts: receiptsIn(message.parts).map(inShort) };
    };
    await answer(one, asked, resolver);
    expect(resolver.stats(owner).circuits).toMatchObject([{ configId: ids.first, state: "closed", failures: 3 }]);
    // The fifth failure in a row opens the circuit in the middle of a turn.
    expect(await again()).toEqual({
      told: 2,
      receipts: [
        "first 1 model_unavailable 500 → first",
        "first 2 model_unavailable 500 → first",
        "first 3 model_circuit_open → second",
      ],
    });
    expect(await again()).toEqual({ told: 0, receipts: ["first 1 model_circuit_open → second"] });
    expect(resolver.stats(owner).circuits).toMatchObject([{ configId: ids.first, state: "open" }]);
    expect(resolver.stats({ ...owner, workspaceId: randomUUID() }).circuits).toEqual([]);

    clock += 15_000;
    fake.plan("first", refuses(500));
    expect(await again()).toMatchObject({ told: 1 });
    expect(await again()).toMatchObject({ told: 0 });

    fake.plan("first", says("I am well."));
    const at = new Date(clock).toISOString();
    const first = await configs.find(owner, ids.first ?? "");
    if (first) await configs.update(owner, first, { name: "First" }, at, auditEntry(owner));
    resolver.invalidate(owner.workspaceId);
    expect(await again()).toEqual({ told: 1, receipts: [] });
    expect(resolver.stats(owner).circuits).toEqual([]);
  });

  test("says so when it is the only one", async () => {
    fake.plan("first", refuses(500));
    const { one, asked, resolver } = await house(["first"]);
    const { ctx, sessionId, owner } = asked;
    await answer(one, asked, resolver);
    const turns = [await sendAsOwner({ ctx, input: { sessionId, agent: "worker", text: "Again" } })];
    await answer(one, { owner, turnId: turns[0]?.turnId ?? "" }, resolver);
    const { message } = await world.look({ ...asked, turnId: turns[0]?.turnId ?? "" });
    expect(message.error).toMatchObject({
      code: "model_circuit_open",
      message:
        "This model has failed 5 times in a row, so it is left alone for 15 s. Try again then, or choose another model.",
    });
  });
});
