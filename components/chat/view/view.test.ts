import { expect, test } from "vitest";
import { chunksOf } from "#components/chat/view/chunks.ts";
import { fileSize } from "#components/chat/view/file-size.ts";
import { modelLine } from "#components/chat/view/model-line.ts";
import { supersededOf } from "#components/chat/view/superseded.ts";
import { firstTab, tabsOf } from "#components/chat/view/tabs-of.ts";
import { toolWords } from "#components/chat/view/tool-words.ts";

const conversation = (slug: string, lastMessageAt: string | null) => ({
  conversationId: slug,
  agentId: slug,
  slug,
  messageCount: 1,
  lastMessageAt,
});

test("the guide's tab is first, an agent has one tab however it came in", () => {
  const conversations = { luca: conversation("luca", null), guide: conversation("guide", null) };
  expect(tabsOf(conversations, ["luca", "tutor"], "tutor")).toEqual(["guide", "luca", "tutor"]);
});

test("a session opens where something happened last, unless one asks for an agent", () => {
  const conversations = { guide: conversation("guide", "2026-01-01"), luca: conversation("luca", "2026-01-02") };
  expect(firstTab(conversations, undefined)).toBe("luca");
  expect(firstTab(conversations, "tutor")).toBe("tutor");
  expect(firstTab({}, undefined)).toBe("guide");
});

test("pieces of a long thread keep their borders when it grows at either end", () => {
  const items = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ sequence: from + index }));
  expect(chunksOf(items(30, 95)).map((one) => [one.key, one.items.length])).toEqual([
    [0, 11],
    [1, 40],
    [2, 15],
  ]);
  expect(chunksOf(items(1, 96)).map((one) => one.items.length)).toEqual([40, 40, 16]);
});

test("tools, sizes and models are worded", () => {
  expect(toolWords({ tool: "hand_off", state: "running" })).toBe("Handing over");
  expect(toolWords({ tool: "look_up-rate", state: "done" })).toBe("Look up rate");
  expect([999, 4_200, 4_213_311, 52_428_800].map(fileSize)).toEqual(["999 B", "4 kB", "4.0 MB", "50 MB"]);
  const model = { configId: null, provider: "demo", model: "demo-1", name: "Demo" };
  expect(modelLine({ model, usage: { inputTokens: 1204, outputTokens: 3 } })).toBe(
    "Demo (demo-1) · 1,204 tokens in, 3 out",
  );
  const costly = { inputTokens: 0, outputTokens: 2, costMicros: 4_100 };
  expect(modelLine({ model, usage: costly })).toMatch(/2 out · \$0\.0041$/);
  expect(modelLine({ model: null, usage: null })).toBeNull();
});

test("an answer that was tried again is history", () => {
  const answer = (id: string, parentId: string | null) => ({ id, parentId, role: "assistant" as const });
  const thread = [
    { id: "q", parentId: null, role: "user" as const },
    answer("a1", "q"),
    answer("a2", "q"),
    answer("a3", "q"),
    answer("b", null),
  ];
  expect([...supersededOf(thread)]).toEqual(["a1", "a2"]);
});
