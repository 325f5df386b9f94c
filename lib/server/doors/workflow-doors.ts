import { z } from "zod";
import { cancelRun } from "#lib/application/workflows/cancel-run.ts";
import { getRun } from "#lib/application/workflows/get-run.ts";
import { listRuns } from "#lib/application/workflows/list-runs.ts";
import { listWorkflows } from "#lib/application/workflows/list-workflows.ts";
import { retryRun } from "#lib/application/workflows/retry-run.ts";
import { runSchema, workflowSchema } from "#lib/application/workflows/run-schema.ts";
import { listRunsInput, runInput, startWorkflowInput } from "#lib/application/workflows/schema.ts";
import { startWorkflow } from "#lib/application/workflows/start-workflow.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

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
    answer: z.object({ items: z.array(workflowSchema) }),
    verb: async ({ ctx }) => ({ items: await listWorkflows({ ctx }) }),
  }),
  door({
    method: "POST",
    path: "/api/workflow",
    summary: "Start a workflow in a session",
    scope: "sessions:write",
    limit: "message",
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
    answer: page(runSchema),
    verb: listRuns,
  }),
  door({
    method: "GET",
    path: "/api/workflows/runs/{runId}",
    summary: "A run with its steps and result",
    scope: "sessions:read",
    input: runInput,
    answer: runSchema,
    verb: getRun,
  }),
  door({
    method: "DELETE",
    path: "/api/workflows/runs/{runId}",
    summary: "Cancel a run",
    scope: "sessions:write",
    input: runInput,
    answer: null,
    endsWork: true,
    verb: cancelRun,
  }),
  door({
    method: "POST",
    path: "/api/workflows/runs/{runId}/retry",
    summary: "Go on with a failed or cancelled run from the step that did not complete",
    scope: "sessions:write",
    limit: "message",
    input: runInput,
    answer: started,
    status: 202,
    verb: async (call) => startedOf(await retryRun(call)),
  }),
];
