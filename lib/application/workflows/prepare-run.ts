import { DomainError } from "#lib/domain/errors.ts";
import { isActiveRun } from "#lib/domain/workflow/run.ts";
import { notFound } from "../authorize.ts";
import { parseInput } from "../parse-input.ts";
import type { Ports } from "../ports/index.ts";
import type { SessionHead, Viewer } from "../ports/reads.ts";
import { planRun } from "./plan-run.ts";
import { findWorkflow } from "./registry.ts";

export interface RunRequest {
  ports: Ports;
  viewer: Viewer;
  session: Pick<SessionHead, "id" | "workspaceId" | "ownerId">;
  /** Given or derived by the caller, so that the same request again is the same run. */
  runId: string;
  workflowType: string;
  params: unknown;
  conversationId: string | null;
  userId: string;
  startedBySlug: string | null;
  at: string;
}

/**
 * Checks a request for a run against everything that is there and plans it; nothing is written yet.
 * Errors: workflow_unknown, workflow_params_invalid, not_found for a file of another session, workflow_already_active.
 */
export async function prepareRun({ ports, viewer, workflowType, params: given, ...request }: RunRequest) {
  const workflow = findWorkflow(ports.workflows, workflowType);
  const params = parseInput(workflow.params, given, "workflow_params_invalid");
  const wanted = workflow.filesOf(params);
  if (wanted.length > 0) {
    const files = new Set((await ports.sessions.files(viewer, request.session.id)).map((file) => file.fileId));
    if (wanted.some((fileId) => !files.has(fileId))) throw notFound("file in this session");
  }
  await refuseSecond(request.session.id);
  return planRun({ ...request, workflow, params });

  async function refuseSecond(sessionId: string): Promise<void> {
    const { items } = await ports.sessions.runs(viewer, { sessionId, type: workflow.type, limit: 1 });
    const running = items.find((run) => run.id !== request.runId && isActiveRun(run.status));
    if (!running) return;
    throw new DomainError(
      "workflow_already_active",
      `${workflow.title} already runs in this session (${running.progress}% done). Wait for it or cancel it first.`,
      { runId: running.id },
    );
  }
}
