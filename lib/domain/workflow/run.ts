import type { Failure } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

export type RunStatus = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";
export type StepStatus = "pending" | "running" | "completed" | "failed" | "cancelled" | "skipped";

export const ACTIVE_RUN: readonly RunStatus[] = ["queued", "running", "waiting"];
export const isActiveRun = (status: RunStatus): boolean => ACTIVE_RUN.includes(status);

/** One step of a run. Times are ISO 8601; `attempts` counts from 1 once the step has started. */
export interface Step {
  name: string;
  label: string;
  status: StepStatus;
  attempts: number;
  service: string | null;
  contribution: string | null;
  startedAt: string | null;
  endedAt: string | null;
  error: Failure | null;
}

/** One durable execution of a workflow, as every reader sees it. `progress` is 0 to 100. */
export interface Run {
  id: string;
  sessionId: string;
  conversationId: string | null;
  type: string;
  orchestrator: string;
  status: RunStatus;
  progress: number;
  currentStep: string | null;
  steps: Step[];
  params: JsonObject;
  startedBySlug: string | null;
  result: Json | null;
  error: Failure | null;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
}
