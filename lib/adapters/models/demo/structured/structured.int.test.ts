import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "#lib/application/sessions/send-message.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { openStructuredSession } from "#lib/testing/structured-session.ts";
import { createTurnWorld, type TurnWorld } from "#lib/testing/turn-world.ts";
import { createDemoModel } from "../demo-model.ts";
import { LESSONS } from "./lessons.ts";

let world: TurnWorld;
beforeAll(async () => {
  world = await createTurnWorld();
});
afterAll(() => world.close());

const model = createDemoModel({ tokensPerSecond: 0 });

const session = (agent: string, text: string) => openStructuredSession(world, model, agent, text);

test("the tutor teaches a topic, says what was right, and comes back to what was missed", async () => {
  const lesson = LESSONS[0];
  if (!lesson) throw new Error("There is a lesson.");
  const tutor = await session("tutor", "Teach me percentages");
  for (const [index, step] of lesson.steps.entries()) {
    const asked = await tutor.answer(step.options[index === 1 ? (step.right + 1) % 3 : step.right] ?? "");
    expect(asked).toMatchObject({ kind: "choice", prompt: step.ask });
  }
  expect(await tutor.text()).toContain("3 of 4 right");
  expect(await tutor.answer(true)).toMatchObject({
    kind: "confirm",
    prompt: "Shall we look at the one you missed again?",
  });
  const missed = lesson.steps[1];
  await tutor.answer(missed?.options[missed.right] ?? "");
  expect(await tutor.status()).toBe("complete");
  expect(await tutor.text()).toContain("To remember:");
});

test("the tutor asks for a topic that it was not told", async () => {
  const tutor = await session("tutor", "What can you teach me?");
  expect(await tutor.question()).toMatchObject({ kind: "choice", prompt: "What shall we work on?" });
  await tutor.answer("Mean and median");
  expect(await tutor.question()).toMatchObject({ prompt: "What is the median of 2, 3, 4, 5, 100?" });
});

test("the thought partner weighs what the person says and ends with a memo of it", async () => {
  const partner = await session("thought-partner", "Should we build it or buy it?");
  const frame = { decision: "Build or buy?", options: "Build", criteria: "Cost\nSpeed" };
  await partner.answer(frame);
  expect(await partner.text()).toContain("at least two options");
  await partner.answer({ ...frame, options: "- Build\n- Buy" });
  await partner.answer({ w0: 2, w1: 4 });
  expect((await partner.question())?.prompt).toContain("“Build”");
  await partner.answer({ s0: 2, s1: 1 });
  await partner.answer({ s0: 4, s1: 5 });
  // Build (2·2 + 1·4) / 6 = 1.33, Buy (4·2 + 5·4) / 6 = 4.67
  expect(await partner.text()).toContain("**Buy** comes first with 4.67 of 5, 3.33 ahead of Build.");
  await partner.answer("The supplier goes away");
  await partner.answer(true);
  const memo = await partner.text();
  expect(memo).toContain("**Decided:** Buy.");
  expect(memo).toContain("**What could go wrong:** The supplier goes away.");
});

test("the evaluator measures, takes marks, and shows what a revision has changed", async () => {
  const evaluator = await session("evaluator", "Judge a text of mine");
  await evaluator.answer({ text: "This is really very short. It has two sentences." });
  const marks: JsonObject = { purpose: 5, structure: 4, evidence: 2, language: 5 };
  await evaluator.answer(marks);
  expect(await evaluator.text()).toContain("Strike what says little: really, very.");
  await evaluator.answer(true);
  await evaluator.answer({ text: "This is short. It has 2 sentences." });
  expect(await evaluator.text()).toContain("| Measured | before | now |");
  await evaluator.answer(marks);
  await evaluator.answer(false);
  expect(await evaluator.status()).toBe("complete");
});

test("one structured session at a time: a second one is refused with what to do", async () => {
  const { ctx, sessionId, owner } = await session("tutor", "Teach me percentages");
  const other = await world.session(owner);
  const second = sendMessage({ ctx, input: { sessionId: other, agent: "tutor", text: "Margins" } });
  await expect(second).rejects.toMatchObject({ code: "too_many_sessions" });
  expect(sessionId).not.toBe(other);
});
