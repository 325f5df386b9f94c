import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createModel } from "#lib/adapters/models/create-model.ts";
import { createGuardedFetch } from "#lib/adapters/outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "#lib/adapters/outbound/outbound-policy.ts";
import { archiveAgent } from "#lib/application/agents/archive-agent.ts";
import type { LanguageModel } from "#lib/application/ports/models.ts";
import { stopTurn } from "#lib/application/turns/stop-turn.ts";
import { sendAsOwner } from "#lib/testing/send-as-owner.ts";
import { openStructuredSession } from "#lib/testing/structured-session.ts";
import { evaluatorStudent, partnerStudent, tutorStudent } from "#lib/testing/students.ts";
import { createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { createWireModel } from "#lib/testing/wire-model.ts";

const guarded = createGuardedFetch(createOutboundPolicy(["127.0.0.1"]));
let world: TurnWorld;
let wire: Awaited<ReturnType<typeof createWireModel>>;
beforeAll(async () => {
  world = await createTurnWorld();
  wire = await createWireModel();
});
afterAll(async () => {
  guarded.close();
  await wire.stop();
  await world.close();
});
afterEach(() => {
  expect(wire.requests.flatMap(({ refusal }) => refusal ?? [])).toEqual([]);
  wire.requests.length = 0;
});

const wires = [
  ["chat completions of any server", "openai-compatible", "llama3.3"],
  ["chat completions of OpenAI", "openai", "gpt-4.1"],
  ["OpenAI's responses", "openai", "gpt-5-codex"],
] as const;

describe.each(wires)("over %s", (_name, provider, name) => {
  const model = (): LanguageModel =>
    createModel({ provider, model: name, apiKey: "sk-test-key-1234567890", baseUrl: wire.baseUrl }, { fetch: guarded });
  const open = (agent: string, text: string) => openStructuredSession(world, model(), agent, text);

  test("the tutor teaches to the end, though the model asks beside a calculation, and wrongly at first", async () => {
    wire.behaves(tutorStudent);
    const tutor = await open("tutor", "Teach me quarters and markup");
    expect(await tutor.answer("25")).toMatchObject({ kind: "choice", prompt: "How much is a quarter of 120?" });
    expect(await tutor.answer("25 %")).toMatchObject({ prompt: expect.stringMatching(/the markup\?$/) });
    expect(await tutor.status()).toBe("complete");
    expect(await tutor.text()).toMatch(
      /Not quite: it is 30\.[\s\S]*1 of 2 right\. To remember: a quarter of 120 is 30\./,
    );
    const calls = (await tutor.message()).parts.flatMap((part) => (part.type === "tool-call" ? [part] : []));
    expect(calls.map(({ tool, state }) => [tool, state])).toEqual([
      ["calculate", "done"],
      ["ask_choice", "failed"],
      ["ask_choice", "done"],
      ["ask_choice", "done"],
    ]);
  });

  test("the thought partner asks two questions of one answer one after the other, and takes own words", async () => {
    wire.behaves(partnerStudent);
    const partner = await open("thought-partner", "Build or buy?");
    expect(await partner.answer({ question: "Build or buy?" })).toMatchObject({ kind: "form" });
    expect(await partner.answer(["Build", "Buy"])).toMatchObject({ prompt: "Which options do you keep?" });
    await partner.answer({ cost: 4, speed: 1 });
    expect(await partner.text()).toContain("| Buy | 3.4 |");
    await partner.say("The supplier goes away");
    expect(await partner.status()).toBe("complete");
    expect(await partner.text()).toContain("Buy leads with 3.4 to 1.8. The regret to fear: The supplier goes away.");
  });

  test("the evaluator judges to the end, though the model calls a tool that does not exist", async () => {
    wire.behaves(evaluatorStudent);
    const evaluator = await open("evaluator", "Judge a text of mine");
    await evaluator.answer({ text: "Short and plain.", goal: "A sale" });
    await evaluator.answer("Yes");
    expect(await evaluator.text()).toContain("Clarity 4 (“Short”), proof 2 (missing). Total **3.2**.");
    expect(await evaluator.answer(false)).toMatchObject({ kind: "confirm" });
    expect(await evaluator.text()).toContain("**Verdict.** 3.2 of 5. Add a figure.");
  });

  test("a question that nobody answers in time is told as such, and the session ends with what there is", async () => {
    wire.behaves(partnerStudent);
    const partner = await open("thought-partner", "Build or buy?");
    await partner.answer({ question: "Build or buy?" });
    await partner.answer(["Build", "Buy"]);
    await partner.expire();
    expect(await partner.status()).toBe("complete");
    expect(await partner.text()).toContain("**Memo.** Build or buy? stays open");
  });

  test("after a stop the next message goes on in the same conversation", async () => {
    wire.behaves(evaluatorStudent);
    const evaluator = await open("evaluator", "Judge a text of mine");
    await evaluator.answer({ text: "Short.", goal: "A sale" });
    const { ctx, sessionId, turn } = evaluator;
    await stopTurn({ ctx, input: { sessionId, turnId: turn().turnId } });
    await evaluator.run();
    expect(await evaluator.status()).toBe("stopped");
    await evaluator.say("Another text, please");
    expect(await evaluator.question()).toMatchObject({ kind: "form" });
    expect(JSON.stringify(wire.requests.at(-1)?.body)).toContain("nobody has answered it");
  });

  test("an agent that is archived while it asks takes its question back; a fresh one begins in another session", async () => {
    wire.behaves(tutorStudent);
    const tutor = await open("tutor", "Teach me quarters");
    await archiveAgent({ ctx: tutor.ctx, input: { agent: "tutor", terminateActive: true } });
    await tutor.run();
    expect([await tutor.status(), await tutor.question()]).toEqual(["stopped", undefined]);
    await expect(tutor.say("Again, please")).rejects.toMatchObject({ code: "agent_archived" });
    const asked = wire.requests.length;
    const sessionId = await world.session(tutor.owner);
    await sendAsOwner({ ctx: tutor.ctx, input: { sessionId, agent: "tutor", text: "Again, please" } });
    expect(wire.requests).toHaveLength(asked);
  });
});
