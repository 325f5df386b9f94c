import { z } from "zod";
import { deriveId } from "#lib/application/derive-id.ts";
import type { ToolOffer } from "#lib/application/tools/tool.ts";
import { prepareRun } from "#lib/application/workflows/prepare-run.ts";
import { workflows } from "../workflows/index.ts";
import { defineTool } from "./define-tool.ts";

const offered = ({ definition }: ToolOffer) => workflows.filter(({ type }) => definition.workflows.includes(type));

/** Starts one of the agent's workflows. The turn ends with it: the run's result comes as a message of its own. */
export const startWorkflow = defineTool({
  name: "start_workflow",
  label: "Starting the workflow",
  sideEffect: "database",
  available: (offer) => offered(offer).length > 0,
  description: (offer) =>
    [
      "Start a workflow that runs in the background with visible progress. Your answer ends with this call; the result appears in this conversation by itself.",
      "Say one sentence to the person before you call it.",
      ...offered(offer).map(({ type, description }) => `${type}: ${description}`),
    ].join("\n"),
  schema(offer) {
    const all = offered(offer);
    const [first, ...others] = all.map(({ params }) => params);
    return z.strictObject({
      workflowType: z.enum(all.map(({ type }) => type) as [string, ...string[]]),
      params: first && others.length > 0 ? z.union([first, ...others]) : (first ?? z.strictObject({})),
    });
  },
  async run({ workflowType, params }, { ctx, turn, callId }) {
    const runId = await deriveId(callId, "run");
    const { run, changes } = await prepareRun({
      ports: ctx.ports,
      viewer: { workspaceId: turn.workspaceId, userId: turn.userId },
      session: { id: turn.sessionId, workspaceId: turn.workspaceId, ownerId: turn.sessionOwnerId },
      runId,
      workflowType,
      params,
      conversationId: turn.conversationId,
      userId: turn.userId,
      startedBySlug: turn.slug,
      at: ctx.now(),
    });
    return {
      output: { runId, workflowType, status: run.status, steps: run.steps.map((step) => step.label) },
      changes,
      committed: () => ctx.ports.engine.startRun(runId, 0),
      parts: [{ type: "run", runId, workflowType }],
      endsTurn: true,
    };
  },
});
