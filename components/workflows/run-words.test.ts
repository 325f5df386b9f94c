import { expect, test } from "vitest";
import { inOrder, inWords, resultLine, runLine, stepCount } from "#components/workflows/run-words.ts";
import type { Run, RunStatus, Step, StepStatus } from "#lib/domain/workflow/run.ts";

const step = (name: string, status: StepStatus): Step => ({
  name,
  label: `Doing ${name}`,
  status,
  attempts: 1,
  service: null,
  contribution: null,
  startedAt: null,
  endedAt: null,
  error: null,
});
const run = (id: string, status: RunStatus, extra: Partial<Run> = {}): Run => ({
  id,
  sessionId: "s",
  conversationId: null,
  type: "content_analysis",
  orchestrator: "ContentAnalysisOrchestrator",
  status,
  progress: 0,
  currentStep: null,
  steps: [],
  params: {},
  startedBySlug: null,
  result: null,
  error: null,
  createdAt: `2026-01-0${id}`,
  startedAt: null,
  endedAt: null,
  ...extra,
});

test("names of machines become words", () => {
  expect(["content_analysis", "ContentAnalysisOrchestrator", "FileParser"].map(inWords)).toEqual([
    "Content analysis",
    "Content analysis",
    "File parser",
  ]);
});

test("a run says what it is doing, or why it failed", () => {
  expect(runLine(run("1", "running", { currentStep: "parse", steps: [step("parse", "running")] }))).toBe("Doing parse");
  expect(
    runLine(run("1", "failed", { error: { code: "service_timeout", message: "Too slow.", retryable: true } })),
  ).toBe("Too slow.");
});

test("running runs come first, then the newest", () => {
  expect(inOrder([run("1", "running"), run("2", "completed"), run("3", "failed")]).map((one) => one.id)).toEqual([
    "1",
    "3",
    "2",
  ]);
});

test("steps are counted and a result has a line", () => {
  expect(stepCount([step("a", "completed"), step("b", "skipped"), step("c", "running")])).toBe("2 of 3 steps");
  expect(resultLine(run("1", "completed", { result: { summary: "**All** good.\n\n## More\n- a" } }))).toBe("All good.");
  expect(resultLine(run("1", "completed", { result: [1] }))).toBeNull();
});
