import { expect, test } from "vitest";
import { planAnswer, planTurn } from "./plan-turn.ts";

const plan = {
  workspaceId: "w",
  sessionId: "s",
  conversationId: "c",
  agentId: "a",
  slug: "guide",
  userId: "u",
  turnId: "t",
  llmConfigId: null,
  messageCount: 4,
  parentId: "m4",
  at: "2026-11-21T12:00:00.000Z",
};

test("a message and its answer follow each other, the answer is the turn's", () => {
  const { changes, facts } = planTurn(plan, {
    id: "m5",
    role: "user",
    parts: [{ type: "text", text: "Hi" }],
    authorId: "u",
  });
  expect(changes.messages).toMatchObject([
    { id: "m5", sequence: 5, parentId: "m4", role: "user", status: "complete", authorId: "u", sessionId: "s" },
    { id: "t", sequence: 6, parentId: "m5", role: "assistant", status: "streaming", parts: [], sessionId: "s" },
  ]);
  expect(changes.turns).toEqual([
    {
      ...{ id: "t", workspaceId: "w", sessionId: "s", conversationId: "c", agentId: "a", slug: "guide", userId: "u" },
      ...{ userMessageId: "m5", llmConfigId: null, at: plan.at },
    },
  ]);
  expect(facts.map((fact) => fact.type === "message.created" && fact.message.id)).toEqual(["m5", "t"]);
});

test("another answer stands beside the first, under the same message", () => {
  const { changes, facts, message } = planAnswer(plan, "m3");
  expect(message).toMatchObject({ id: "t", sequence: 5, parentId: "m3", role: "assistant", status: "streaming" });
  expect(changes.turns).toMatchObject([{ id: "t", userMessageId: "m3" }]);
  expect(facts).toEqual([{ type: "message.created", conversationId: "c", message }]);
});
