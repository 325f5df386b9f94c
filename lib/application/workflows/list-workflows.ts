import type { JsonObject } from "#lib/domain/json.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { paramsJsonSchema } from "./schema.ts";

/** A workflow as people and other servers see it; `params` is a JSON Schema. */
export type WorkflowInfo = Pick<
  WorkflowDefinition,
  "type" | "title" | "description" | "icon" | "orchestrator" | "services" | "limits" | "model" | "tools"
> & { params: JsonObject; steps: { name: string; label: string; service: string | null }[] };

/** The workflow registry. */
export async function listWorkflows({ ctx }: Pick<Call<never>, "ctx">): Promise<WorkflowInfo[]> {
  authorize(ctx, "sessions:read");
  return ctx.ports.workflows.map(workflowInfo);
}

function workflowInfo(workflow: WorkflowDefinition): WorkflowInfo {
  const { type, title, description, icon, orchestrator, services, limits, model, tools, params, steps } = workflow;
  return {
    type,
    title,
    description,
    icon,
    orchestrator,
    services,
    limits,
    model,
    tools,
    params: paramsJsonSchema(params),
    steps: steps.map(({ name, label, service }) => ({ name, label, service })),
  };
}
