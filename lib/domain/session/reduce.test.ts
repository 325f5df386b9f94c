import { describe, expect, test } from "vitest";
import type { Pause } from "#lib/domain/budget/pause.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import type { FeedFact, LiveItem } from "./feed.ts";
import { reduce } from "./reduce.ts";
import {
  accepted,
  at,
  conversation,
  delta,
  live,
  message,
  partsOf,
  running,
  text,
  told,
  turnStarted,
} from "./reduce-fixtures.ts";

describe("entries", () => {
  test("that come again change nothing, and one that is missing is a gap", () => {
    const entry = { type: "session.renamed", title: "Sales", at } as const;
    const again: LiveItem = { kind: "entry", entry: { ...entry, sequence: running.feedSequence } };
    expect(reduce(running, again)).toEqual({ view: running, gap: false });
    const early: LiveItem = { kind: "entry", entry: { ...entry, sequence: running.feedSequence + 2 } };
    expect(reduce(running, early)).toEqual({ view: running, gap: true });
  });

  test("that one may not see only move the sequence on", () => {
    const sequence = running.feedSequence + 1;
    const hidden: LiveItem = { kind: "entry", entry: { type: "hidden", sequence } };
    expect(reduce(running, hidden).view).toEqual({ ...running, feedSequence: sequence });
  });

  test("of a conversation that is not in the view do no harm", () => {
    const other = { conversationId: "elsewhere", turnId: "other" };
    const call = { toolCallId: "call", tool: "calculate" };
    const view = told(
      running,
      { type: "tool.started", ...other, ...call, part: 0, input: {}, startedAt: at },
      { type: "tool.settled", ...other, ...call, part: 0, state: "done", endedAt: at },
    );
    expect(view.messages).toEqual(running.messages);
  });

  test("count messages once and make a turn of a streaming answer", () => {
    expect(accepted.turns.turn).toEqual({ turnId: "turn", conversationId: "talk", epoch: 0, status: "accepted" });
    const asked = message("asked", { role: "user", status: "complete" });
    const two = told(accepted, { type: "message.created", conversationId: "talk", message: asked });
    expect(two.conversations.guide).toMatchObject({ messageCount: 2, lastMessageAt: at });
    expect(Object.keys(two.turns)).toEqual(["turn"]);
  });

  test("close the conversation of an agent that is archived, and no other", () => {
    const luca = { ...conversation, conversationId: "other", slug: "luca", agentId: "luca" };
    const view = told(
      running,
      { type: "conversation.started", conversationId: "other", conversation: luca },
      { type: "agent.archived", conversationId: "talk", agentId: "agent", reason: "Enough" },
    );
    expect(view.conversations.guide?.archived).toEqual({ at, reason: "Enough" });
    expect(view.conversations.luca).toEqual({ ...luca, archived: null });
  });

  test("that end a turn put its settled message in place of the live one", () => {
    const settled = message("turn", { status: "complete", parts: [text("Hello.")] });
    const view = told(live(running, delta(0, "Hel")), {
      type: "turn.completed",
      conversationId: "talk",
      turnId: "turn",
      message: settled,
    });
    expect(view.messages.talk).toEqual([settled]);
    expect(view.turns).toEqual({});
    expect(view.conversations.guide?.messageCount).toBe(1);
  });

  test("that suspend a turn keep it, and it streams again when it goes on", () => {
    const waiting = message("turn", { status: "suspended", parts: [text("Which?")] });
    const view = told(running, { type: "turn.suspended", conversationId: "talk", turnId: "turn", message: waiting });
    expect(view.turns.turn?.status).toBe("suspended");
    const on = told(view, turnStarted(2, 1));
    expect(on.turns.turn).toMatchObject({ status: "running", epoch: 2 });
    expect(on.messages.talk).toEqual([{ ...waiting, status: "streaming" }]);
  });

  test("that pause a turn say why, and it streams again from its last call when it is resumed", () => {
    const call = { type: "tool-call", toolCallId: "call", tool: "tally", input: {}, state: "done" } as const;
    const notice = { type: "notice", level: "info", text: "Below." } as const;
    const paused = message("turn", { status: "paused", parts: [text("One."), call, notice] });
    const pause: Pause = {
      ...{ budgetId: "b", scope: "workspace", period: "total", subjectName: null, setAside: false, until: null, at },
      ...{ limitMicros: 1, spentMicros: 1, neededMicros: 1, periodStart: at },
    };
    const turn = { conversationId: "talk", turnId: "turn" };
    const view = told(running, { type: "turn.paused", ...turn, message: paused, pause });
    expect(view.turns.turn).toMatchObject({ status: "paused", pause });
    expect(view.messages.talk).toEqual([paused]);
    const on = told(view, { type: "turn.resumed", ...turn });
    expect(on.turns.turn).toEqual({ ...running.turns.turn, status: "accepted" });
    expect(on.messages.talk).toEqual([{ ...paused, status: "streaming", parts: [text("One."), call] }]);
    expect(told(on, turnStarted(2, 2)).turns.turn).toMatchObject({ status: "running", epoch: 2 });
  });

  test("show a tool call where it was made, and how it ended", () => {
    const call = { conversationId: "talk", turnId: "turn", part: 1, toolCallId: "call", tool: "calculate" };
    const started = told(live(running, delta(0, "Let me see.")), {
      type: "tool.started",
      ...call,
      input: { expression: "1+1" },
      startedAt: at,
    });
    const part = {
      type: "tool-call",
      toolCallId: "call",
      tool: "calculate",
      input: { expression: "1+1" },
      startedAt: at,
    };
    expect(partsOf(started)).toEqual([text("Let me see."), { ...part, state: "running" }]);
    const error = { code: "tool_failed", message: "No.", retryable: false } as const;
    const failed = told(started, { type: "tool.settled", ...call, state: "failed", error, endedAt: at });
    expect(partsOf(failed)[1]).toEqual({ ...part, state: "failed", error, endedAt: at });
  });

  test("follow a session through completing, reopening, stopping and deleting", () => {
    const completed = told(running, { type: "session.status", status: "completed" });
    expect(completed).toMatchObject({ status: "completed", completedAt: at });
    expect(told(completed, { type: "session.status", status: "active" })).toMatchObject({ completedAt: null });
    expect(told(completed, { type: "session.status", status: "stopped" })).toMatchObject({ completedAt: at });
    const deleted = told(running, { type: "session.deleted" });
    expect(deleted.deleted).toBe(true);
    expect(told(deleted, { type: "session.restored" }).deleted).toBe(false);
  });

  test("follow a run and what it leaves behind", () => {
    const step: Step = {
      name: "parse",
      label: "Read",
      status: "running",
      attempts: 1,
      service: "FileParser",
      contribution: null,
      startedAt: at,
      endedAt: null,
      error: null,
    };
    const run: Run = {
      id: "run",
      sessionId: "session",
      conversationId: "talk",
      type: "content_analysis",
      orchestrator: "ContentAnalysisOrchestrator",
      status: "queued",
      progress: 0,
      currentStep: null,
      steps: [{ ...step, status: "pending", attempts: 0, startedAt: null }],
      params: {},
      startedBySlug: "content-liaison",
      result: null,
      error: null,
      createdAt: at,
      startedAt: null,
      endedAt: null,
    };
    const begun = told(
      running,
      { type: "workflow.started", run },
      {
        type: "workflow.progress",
        runId: "run",
        conversationId: null,
        status: "running",
        progress: 40,
        currentStep: "parse",
        step,
      },
      {
        type: "workflow.progress",
        runId: "run",
        conversationId: null,
        status: "running",
        progress: 45,
        currentStep: "parse",
        step: null,
      },
    );
    expect(begun.runs).toEqual([
      { ...run, status: "running", progress: 45, currentStep: "parse", startedAt: at, steps: [step] },
    ]);
    expect(begun.orchestratorContext).toEqual({
      activeOrchestrators: [
        {
          orchestratorName: "ContentAnalysisOrchestrator",
          workflowId: "run",
          status: "running",
          startedAt: at,
          enablingServices: ["FileParser"],
        },
      ],
      enablingServices: { FileParser: { invocations: 1, lastUsed: at } },
      workflowDelegationChain: ["content-liaison", "ContentAnalysisOrchestrator", "FileParser"],
    });
    const stored: FeedFact = { type: "state.stored", key: "sales", stateId: "state", workflowId: "run" };
    const ended = told(begun, { type: "workflow.completed", run: { ...run, status: "completed" } }, stored, stored);
    expect(ended.runs).toEqual([{ ...run, status: "completed" }]);
    expect(ended.orchestratorContext.activeOrchestrators).toEqual([]);
    expect(ended.stateKeys).toEqual(["sales"]);
  });
});
