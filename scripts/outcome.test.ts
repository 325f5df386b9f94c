import { describe, expect, it } from "vitest";
import { playwrightOutcome, vitestOutcome } from "./outcome.ts";

describe("what a run of tests came to", () => {
  it("names each failed test and why, without colours", () => {
    const file = (
      status: string,
      message: string,
      ...assertionResults: { fullName: string; status: string; failureMessages: string[] }[]
    ) => ({ name: "a.test.ts", status, message, assertionResults });
    const failed = { fullName: "a b", status: "failed", failureMessages: ["\u001b[31mexpected 1\u001b[39m\n  at x"] };
    const passed = { fullName: "a c", status: "passed", failureMessages: [] };
    const testResults = [
      file("failed", "", failed, passed),
      file("failed", "cannot be read"),
      file("passed", "", passed),
    ];
    expect(vitestOutcome({ numPassedTests: 2, numPendingTests: 1, numTodoTests: 1, testResults })).toEqual({
      passed: 2,
      skipped: 2,
      failures: ["a.test.ts › a b\n    expected 1\n      at x", "a.test.ts\n    cannot be read"],
    });
  });

  it("counts a browser story that passed at its second try as failed, wherever it is nested", () => {
    const story = (title: string, status: string, message?: string) => ({
      title,
      file: "a.spec.ts",
      line: 3,
      tests: [{ status, results: [{ error: message ? { message } : undefined }, {}] }],
    });
    const inner = { specs: [story("flaky", "flaky", "once")] };
    const suites = [{ specs: [story("good", "expected"), story("bad", "unexpected", "why")], suites: [inner] }];
    expect(playwrightOutcome({ stats: { expected: 1, skipped: 0 }, suites })).toEqual({
      passed: 1,
      skipped: 0,
      failures: ["a.spec.ts:3 › bad\n    why", "a.spec.ts:3 › flaky\n    once"],
    });
  });
});
