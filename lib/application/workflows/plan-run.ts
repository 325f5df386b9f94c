import type { JsonObject } from "#lib/domain/json.ts";
import type { Run, Step } from "#lib/domain/workflow/run.ts";
import type { Changes } from "../ports/store.ts";
import type { WorkflowDefinition } from "./definition.ts";

export interface RunPlan {
  workflow: WorkflowDefinition;
  /** As the workflow's schema read them. */
  params: object;
  runId: string;
  session: { id: string; workspaceId: string; ownerId: string };
  conversationId: string | null;
  userId: string;
  startedBySlug: string | null;
  at: string;
}

/** A new run, queued with all its steps, and what has to be written for it. Pure. */
export function planRun({ workflow, params, runId, session, conversationId, userId, startedBySlug, at }: RunPlan): {
  run: Run;
  changes: Changes;
} {
  const run: Run = {
    id: runId,
    sessionId: session.id,
    conversationId,
    type: workflow.type,
    orchestrator: workflow.orchestrator,
    status: "queued",
    progress: 0,
    currentStep: null,
    steps: workflow.steps.map(pendingStep),
    params: params as JsonObject,
    startedBySlug,
    result: null,
    error: null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
  };
  return {
    run,
    changes: {
      newRuns: [{ ...run, workspaceId: session.workspaceId, userId }],
      steps: run.steps.map((step, position) => ({ ...step, runId, position })),
      feed: [{ sessionId: session.id, ownerId: session.ownerId, at, facts: [{ type: "workflow.started", run }] }],
    },
  };
}

/** A step before its first attempt. */
export function pendingStep({ name, label, service }: { name: string; label: string; service: string | null }): Step {
  return {
    name,
    label,
    status: "pending",
    attempts: 0,
    service,
    contribution: null,
    startedAt: null,
    endedAt: null,
    error: null,
  };
}
