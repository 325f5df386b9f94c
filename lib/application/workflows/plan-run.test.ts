import { expect, test } from "vitest";
import { z } from "zod";
import {
  emptyOrchestratorContext,
  evolveOrchestratorContext,
  type OrchestratorContext,
} from "#lib/domain/session/orchestrator-context.ts";
import type { Changes } from "../ports/store.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { planEnd } from "./plan-end.ts";
import { planRun } from "./plan-run.ts";
import { checkWorkflows, findWorkflow } from "./registry.ts";

const at = "2026-11-21T12:00:00.000Z";
const step = (name: string, service: "FileParser" | null = null): WorkflowDefinition["steps"][number] => ({
  name,
  label: name,
  service,
  weight: 1,
  retries: 0,
  timeoutMs: 1_000,
  run: async () => ({ output: null }),
});

const workflow = (changes: Partial<WorkflowDefinition> = {}): WorkflowDefinition => ({
  type: "reading",
  title: "Reading",
  description: "",
  icon: "book",
  orchestrator: "ReadingOrchestrator",
  params: z.strictObject({}),
  services: ["FileParser"],
  limits: { turns: null, thinkingTokens: null, timeMs: 1_000 },
  model: "none",
  tools: [],
  systemPrompt: null,
  steps: [step("open"), step("read", "FileParser")],
  filesOf: () => [],
  conclude: () => ({
    result: { summary: "", tables: [], charts: [], facts: [] },
    state: { key: "reading", data: null },
    subject: null,
  }),
  ...changes,
});

const plan = () =>
  planRun({
    workflow: workflow(),
    params: {},
    runId: "run",
    session: { id: "session", workspaceId: "workspace", ownerId: "owner" },
    conversationId: "conversation",
    userId: "user",
    startedBySlug: "content-liaison",
    at,
  });

const fold = (context: OrchestratorContext, { feed = [] }: Changes): OrchestratorContext =>
  feed.flatMap((one) => one.facts).reduce((before, fact) => evolveOrchestratorContext(before, fact, at), context);

test("a planned run is queued with all its steps pending, and the feed says so", () => {
  const { run, changes } = plan();
  expect(run).toMatchObject({ status: "queued", progress: 0, createdAt: at, startedAt: null });
  expect(changes.steps).toMatchObject([
    { runId: "run", position: 0, name: "open", status: "pending", service: null },
    { runId: "run", position: 1, name: "read", status: "pending", service: "FileParser" },
  ]);
  expect(changes.newRuns).toMatchObject([{ id: "run", workspaceId: "workspace", userId: "user" }]);
  expect(changes.feed).toEqual([
    { sessionId: "session", ownerId: "owner", at, facts: [{ type: "workflow.started", run }] },
  ]);
});

test("started, the orchestrator is active and in the delegation chain; ended, it is no longer active", () => {
  const { run, changes } = plan();
  const started = fold(emptyOrchestratorContext, changes);
  expect(started.activeOrchestrators).toMatchObject([{ orchestratorName: "ReadingOrchestrator", workflowId: "run" }]);
  expect(started.workflowDelegationChain).toEqual(["content-liaison", "ReadingOrchestrator"]);

  const { changes: end } = planEnd({ run, end: { status: "cancelled" }, epoch: 0, sessionOwnerId: "owner", at });
  expect(fold(started, end)).toEqual({ ...started, activeOrchestrators: [] });
});

test("an end closes the step that was running and only that one, under the epoch that ran it", () => {
  const { run } = plan();
  const [open, read] = run.steps;
  if (!open || !read) throw new Error("Two steps were planned.");
  const running = { ...run, steps: [{ ...open, status: "running" as const, attempts: 1 }, read], progress: 10 };
  const error = { code: "file_broken", message: "It is broken.", retryable: false } as const;
  const { run: failed, changes } = planEnd({
    run: running,
    end: { status: "failed", error },
    epoch: 3,
    sessionOwnerId: "owner",
    at,
  });
  expect(failed.steps.map((one) => one.status)).toEqual(["failed", "pending"]);
  expect(failed).toMatchObject({ status: "failed", progress: 10, error, endedAt: at });
  expect(changes.runGuard).toEqual({ runId: "run", epoch: 3 });
  expect(changes.steps).toMatchObject([{ name: "open", status: "failed", error, endedAt: at }]);
});

test("a completed run is at 100 and keeps its result", () => {
  const end = { status: "completed", result: { summary: "Done." } } as const;
  const { run, changes } = planEnd({ run: plan().run, end, epoch: 1, sessionOwnerId: "owner", at });
  expect(run).toMatchObject({ status: "completed", progress: 100, currentStep: null, result: { summary: "Done." } });
  expect(changes.runs).toMatchObject([{ progress: 100, result: { summary: "Done." } }]);
});

test("an unknown type names those that exist", () => {
  expect(() => findWorkflow([workflow()], "writing")).toThrow('There is no workflow "writing". There are: reading.');
});

test("a registry with a type twice, a step twice or no steps is refused at start", () => {
  expect(() => checkWorkflows([workflow(), workflow()])).toThrow("is there twice");
  expect(() => checkWorkflows([workflow({ steps: [step("a"), step("a")] })])).toThrow('has the step "a" twice');
  expect(() => checkWorkflows([workflow({ steps: [] })])).toThrow("has no steps");
});
