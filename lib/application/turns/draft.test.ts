import { describe, expect, test } from "vitest";
import type { ToolCallPart } from "#lib/domain/session/parts.ts";
import type { TurnProgress } from "../ports/turns.ts";
import { addUsage, createDraft } from "./draft.ts";

function open(progress: Partial<TurnProgress> = {}) {
  const live: [number, string, string][] = [];
  const draft = createDraft(
    { iterations: [], toolCalls: [], answers: [], receipts: [], ...progress },
    { append: (part, kind, text) => void live.push([part, kind, text]) },
  );
  return { draft, live };
}

const call: ToolCallPart = { type: "tool-call", toolCallId: "x", tool: "tally", input: {}, state: "running" };
const begun = {
  turnId: "t",
  iteration: 0,
  index: 0,
  toolCallId: "x",
  tool: "tally",
  input: {},
  epoch: 1,
  startedAt: "1",
};

describe("what is written", () => {
  test("joins a part of its kind; a break, another kind or a call begins a new one", () => {
    const { draft, live } = open();
    draft.write("reasoning", "Hm");
    draft.write("text", "a");
    draft.write("text", "b");
    draft.breakPart();
    draft.write("text", "c");
    draft.call("x", "tally", {});
    draft.write("text", "d");
    draft.write("text", "");
    expect(draft.parts).toEqual([
      { type: "reasoning", text: "Hm" },
      { type: "text", text: "ab" },
      { type: "text", text: "c" },
      call,
      { type: "text", text: "d" },
    ]);
    expect(live.map(([part, , text]) => [part, text])).toEqual([
      [0, "Hm"],
      [1, "a"],
      [1, "b"],
      [2, "c"],
      [4, "d"],
    ]);
  });

  test("a call has an id of its own in the message, also where the server counts from zero in every answer", () => {
    const { draft } = open();
    for (const id of ["call_0", "call_1", "call_0"]) draft.call(id, "tally", {});
    expect(draft.calls().map(({ call: { toolCallId } }) => toolCallId)).toEqual(["call_0", "call_1", "call_0-2"]);
  });

  test("is shown exactly as it is kept: halves of a pair wait for each other, lone ones and NUL are replaced", () => {
    const { draft, live } = open();
    for (const delta of ["a\ud83d", "\ude00", "\0", "b\udc00", "\ud800", "c", "\ud83d"]) draft.write("text", delta);
    draft.breakPart();
    draft.write("text", "\ude00");
    expect(draft.parts).toEqual([
      { type: "text", text: "a😀b\ufffd\ufffdc" },
      { type: "text", text: "\ufffd" },
    ]);
    for (const part of [0, 1])
      expect(live.flatMap(([at, , text]) => (at === part ? [text] : [])).join("")).toBe(
        (draft.parts[part] as { text: string }).text,
      );
    for (const [, , text] of live) expect(text.isWellFormed()).toBe(true);
  });

  test("a call's names and input hold nothing that cannot be stored", () => {
    const { draft } = open();
    draft.call("x\0", "ta\0lly", { "a\0": "b\ud800" });
    expect(draft.parts).toEqual([{ ...call, input: { a: "b\ufffd" } }]);
  });
});

describe("calls", () => {
  test("are counted within their iteration and know their part", () => {
    const { draft } = open();
    draft.write("text", "a");
    draft.call("x", "tally", {});
    draft.call("y", "tally", {});
    expect(draft.calls().map(({ index, part, call }) => [index, part, call.toolCallId])).toEqual([
      [0, 1, "x"],
      [1, 2, "y"],
    ]);
    draft.committed = draft.parts.length;
    draft.call("z", "tally", {});
    expect(draft.calls().map(({ index, part, call }) => [index, part, call.toolCallId])).toEqual([[0, 3, "z"]]);
  });

  test("settle where they stand", () => {
    const { draft } = open();
    draft.call("x", "tally", {});
    draft.settle(0, { state: "done", output: 1, endedAt: "2" });
    expect(draft.parts).toEqual([{ ...call, state: "done", output: 1, endedAt: "2" }]);
  });
});

describe("a draft that goes on", () => {
  const iterations: TurnProgress["iterations"] = [
    { n: 0, parts: [{ type: "text", text: "One" }, call], usage: { inputTokens: 1, outputTokens: 2 } },
    { n: 1, parts: [call, call], usage: null },
  ];

  test("has the committed parts with the calls' results, and writes behind them", () => {
    const done = { ...begun, state: "done" as const, output: 1, error: null, endedAt: "2" };
    const { draft, live } = open({ iterations, toolCalls: [done, { ...begun, iteration: 1, index: 1 }] });
    expect(draft.parts).toEqual([
      { type: "text", text: "One" },
      { ...call, state: "done", startedAt: "1", endedAt: "2", output: 1 },
      call,
      { ...call, startedAt: "1" },
    ]);
    expect([draft.committed, draft.usage]).toEqual([4, { inputTokens: 1, outputTokens: 2 }]);
    draft.write("text", "Two");
    expect(live).toEqual([[4, "text", "Two"]]);
  });

  test("says who answered what a call asked, and when; one that nobody answered says nothing of it", () => {
    const parts = ["x", "y"].map((toolCallId) => ({ ...call, toolCallId }));
    const end = { clientActionId: "q", response: null, responderId: null, endedAt: "3" };
    const { draft } = open({
      iterations: [{ n: 0, parts, usage: null }],
      toolCalls: [begun, { ...begun, index: 1, toolCallId: "y" }],
      answers: [
        { ...end, toolCallId: "x", outcome: "answered", response: "b", responderId: "ada" },
        { ...end, toolCallId: "y", outcome: "expired" },
      ],
    });
    expect(draft.parts).toMatchObject([{ answered: { by: "ada", at: "3" } }, { toolCallId: "y" }]);
    expect(draft.parts[1]).not.toHaveProperty("answered");
  });
});

test("usage adds up; reasoning is named only where there is any", () => {
  const a = { inputTokens: 1, outputTokens: 2 };
  expect(addUsage(a, a)).toEqual({ inputTokens: 2, outputTokens: 4 });
  expect(addUsage(a, { ...a, reasoningTokens: 3 })).toEqual({ inputTokens: 2, outputTokens: 4, reasoningTokens: 3 });
  const cached = { ...a, cachedTokens: 1, cacheWriteTokens: 2 };
  expect(addUsage(cached, cached)).toEqual({ inputTokens: 2, cachedTokens: 2, cacheWriteTokens: 4, outputTokens: 4 });
});
