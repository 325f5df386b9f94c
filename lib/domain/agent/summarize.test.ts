import { describe, expect, test } from "vitest";
import type { Message, MessagePart } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { estimateTokens, MAX_SUMMARY_TOKENS } from "./memory.ts";
import { summarizeByRule } from "./summarize.ts";

const message = (role: Message["role"], ...parts: (MessagePart | string)[]): Message =>
  ({
    role,
    status: "complete",
    parts: parts.map((part) => (typeof part === "string" ? { type: "text", text: part } : part)),
  }) as Message;
const summary = (history: Message[], ...runs: Partial<Run>[]) => summarizeByRule({ history, runs: runs as Run[] });
const packet = { goal: "Calculate the VAT", toSlug: "luca" } as Extract<MessagePart, { type: "handoff" }>["packet"];
const file = (name: string): MessagePart => ({ type: "file", fileId: "f", name, mediaType: "text/csv", size: 1 });

describe("a summary without a model", () => {
  test("says what was asked and the paragraph that answers it, in plain words", () => {
    const answer =
      "I am the built-in demo model: no language model, but rules.\n\n19 % tax on 2,480 is **471.20**; gross it is 2,951.20.\n\nAnything else?";
    expect(
      summary([
        message("assistant", "Hello!"),
        message("user", "How much is 19 % VAT on 2,480?"),
        message("assistant", answer),
      ]),
    ).toBe("Asked: “How much is 19 % VAT on 2,480?” Answered: 19 % tax on 2,480 is 471.20; gross it is 2,951.20.");
  });

  test("says what was not answered, and to whom a question was handed", () => {
    expect(
      summary([
        message("user", "Why?"),
        message("user", "How much VAT?"),
        message("assistant", "Luca knows that.", { type: "handoff", packet }),
        message("system", { type: "handoff", packet }),
        message("assistant", { type: "table", table: { title: "VAT", columns: [], rows: [] } }),
      ]),
    ).toBe(
      [
        "Asked: “Why?” It was not answered.",
        "Asked: “How much VAT?” Handed to luca: Calculate the VAT.",
        "Asked: “Calculate the VAT” Answered with the table “VAT”.",
      ].join("\n"),
    );
  });

  test("holds the results of workflows and the files", () => {
    const history = [message("user", "Which region?", file("a.csv"), file("b.csv")), message("user", file("a.csv"))];
    const result = { summary: "", tables: [], charts: [], facts: ["**North** leads.", "South falls.", "3.", "4."] };
    expect(
      summary(
        history,
        { type: "content_analysis", status: "completed", result },
        { type: "insights", status: "failed", error: { code: "tool_failed", message: "No data.", retryable: false } },
        { type: "insights", status: "running" },
        { type: "insights", status: "cancelled" },
      ),
    ).toBe(
      [
        "Asked: “Which region?” It was not answered.",
        "Asked: “a file” It was not answered.",
        "Result of content analysis: North leads. South falls. 3.",
        "The workflow insights failed: No data.",
        "The workflow insights was still running.",
        "Files: a.csv, b.csv.",
      ].join("\n"),
    );
  });

  test("stays short: the latest questions win, and it says what it leaves out", () => {
    const history = Array.from({ length: 40 }, (_, i) => [
      message("user", `Question ${i}: ${"what about this one ".repeat(20)}`),
      message("assistant", `It is ${i}. ${"And so on and so forth. ".repeat(40)}`),
    ]).flat();
    const text = summary(history);
    expect(estimateTokens(text)).toBeLessThanOrEqual(MAX_SUMMARY_TOKENS);
    expect(text).toMatch(/^\d+ earlier questions are left out here\.\nAsked: “Question 3\d:/);
    expect(text.split("\n").at(-1)).toContain("Answered: It is 39.");
    const files = summary([message("user", ...Array.from({ length: 90 }, (_, i) => file(`a long name ${i}.csv`)))]);
    expect(estimateTokens(files)).toBeLessThanOrEqual(MAX_SUMMARY_TOKENS);
  });

  test("is empty where nothing was said, and the same every time", () => {
    expect(summary([message("assistant", "Hello!")])).toBe("");
    const history = [message("user", "a?"), message("assistant", "b")];
    expect(summary(history)).toBe(summary(history));
  });
});
