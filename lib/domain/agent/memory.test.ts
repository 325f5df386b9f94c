import { describe, expect, test } from "vitest";
import {
  cutToTokens,
  estimateTokens,
  MAX_PREFERENCES_BYTES,
  MAX_SUMMARY_TOKENS,
  MEMORY_TOKENS,
  recall,
} from "./memory.ts";

const memory = (day: number, text: string, sessionTitle: string | null = `Day ${day}`) => ({
  sessionTitle,
  text,
  createdAt: `2026-11-${day}T12:00:00.000Z`,
});

describe("tokens", () => {
  test("are estimated from bytes, so that no script is taken for short", () => {
    expect(["", "abcd", "abcde", "éé", "漢字漢字"].map(estimateTokens)).toEqual([0, 1, 2, 1, 3]);
  });

  test("a text is cut to them after a whole word, and never within a character", () => {
    expect(cutToTokens("short", 10)).toBe("short");
    const cut = cutToTokens("one two three four five six seven", 4);
    expect([cut, estimateTokens(cut) <= 4]).toEqual(["one two …", true]);
    const emoji = cutToTokens("😀".repeat(50), 20);
    expect(emoji.isWellFormed()).toBe(true);
    expect(estimateTokens(emoji)).toBeLessThanOrEqual(20);
  });
});

describe("what a prompt carries", () => {
  test("is the preferences and the memories, newest first, each with its session and day", () => {
    expect(recall([memory(21, "Second."), memory(20, "First.", null)], { tone: "dry" })).toEqual({
      preferences: { tone: "dry" },
      memories: [
        { session: "Day 21", completed: "2026-11-21", summary: "Second." },
        { session: null, completed: "2026-11-20", summary: "First." },
      ],
    });
  });

  test("keeps within its budget: the newest win, whole, and none is told without those after it", () => {
    const long = "x".repeat(1_200);
    const memories = [memory(21, long), memory(20, long), memory(19, long), memory(18, long), memory(17, long)];
    const told = recall(memories, {}).memories;
    expect(told.map((one) => one.completed)).toEqual(["2026-11-21", "2026-11-20", "2026-11-19", "2026-11-18"]);
    expect(estimateTokens(JSON.stringify(told))).toBeLessThanOrEqual(MEMORY_TOKENS);
    const gap = recall([memory(21, "new"), memory(20, "x".repeat(9_000)), memory(19, "old")], {}).memories;
    expect(gap.map((one) => one.summary)).toEqual(["new"]);
  });

  test("always has room for the newest memory beside all preferences", () => {
    const preferences = { tone: "x".repeat(MAX_PREFERENCES_BYTES - '{"tone":""}'.length) };
    const summary = cutToTokens("word ".repeat(2_000), MAX_SUMMARY_TOKENS);
    const told = recall([memory(21, summary, "t".repeat(200)), memory(20, summary)], preferences);
    expect(told.memories.map((one) => one.completed)).toEqual(["2026-11-21"]);
    expect(told.preferences).toEqual(preferences);
  });

  test("is nothing where there is nothing", () => {
    expect(recall([], {})).toEqual({ preferences: {}, memories: [] });
  });
});
