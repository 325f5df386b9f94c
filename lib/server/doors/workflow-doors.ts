import { z } from "zod";
import { cancelRun } from "#lib/application/workflows/cancel-run.ts";
import { getRun } from "#lib/application/workflows/get-run.ts";
import { listRuns } from "#lib/application/workflows/list-runs.ts";
import { listWorkflows } from "#lib/application/workflows/list-workflows.ts";
import { retryRun } from "#lib/application/workflows/retry-run.ts";
import { listRunsInput, runInput, startWorkflowInput } from "#lib/application/workflows/schema.ts";
import { startWorkflow } from "#lib/application/workflows/start-workflow.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

const step = z.object({
  name: z.string(),
  label: z.string(),
  status: z.enum(["pending", "running", "completed", "failed", "cancelled", "skipped"]),
  attempts: z.number().int(),
  service: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});

const run = z.object({
  id: z.uuid(),
  sessionId: z.uuid(),
  type: z.string(),
  orchestrator: z.string(),
  status: z.enum(["queued", "running", "waiting", "completed", "failed", "cancelled"]),
  progress: z.number(),
  currentStep: z.string().nullable(),
  steps: z.array(step),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});

const started = z.object({ sessionId: z.uuid(), runId: z.uuid(), streamUrl: z.string() });
const startedOf = ({ id, sessionId }: Run) => ({
  sessionId,
  runId: id,
  streamUrl: `/api/sessions/${sessionId}/events`,
});

/** The registry of workflows, and runs. */
export const workflowDoors = [
  door({
    method: "GET",
    path: "/api/workflows",
    summary: "Every workflow on offer, with its parameters as JSON Schema",
    scope: "sessions:read",
    input: z.strictObject({}),
    answer: z.object({ items: z.array(z.object({ type: z.string(), params: z.record(z.string(), z.json()) })) }),
    verb: async ({ ctx }) => ({ items: await listWorkflows({ ctx }) }),
  }),
  door({
    method: "POST",
    path: "/api/workflow",
    summary: "Start a workflow in a session",
    scope: "sessions:write",
    input: startWorkflowInput,
    answer: started,
    status: 202,
    creates: true,
    verb: async (call) => startedOf(await startWorkflow(call)),
  }),
  door({
    method: "GET",
    path: "/api/workflows/runs",
    summary: "The caller's runs, newest first",
    scope: "sessions:read",
    input: listRunsInput,
    answer: page(run),
    verb: listRuns,
  }),
  door({
    method: "GET",
    path: "/api/workflows/runs/{runId}",
    summary: "A run with its steps and result",
    scope: "sessions:read",
    input: runInput,
    answer: run,
    verb: getRun,
  }),
  door({
    method: "DELETE",
    path: "/api/workflows/runs/{runId}",
    summary: "Cancel a run",
    scope: "sessions:write",
    input: runInput,
    answer: null,
    verb: cancelRun,
  }),
  door({
    method: "POST",
    path: "/api/workflows/runs/{runId}/retry",
    summary: "Go on with a failed or cancelled run from the step that did not complete",
    scope: "sessions:write",
    input: runInput,
    answer: started,
    status: 202,
    verb: async (call) => startedOf(await retryRun(call)),
  }),
];
