import type { Failure } from "#lib/domain/errors.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { Run, RunStatus, Step, StepStatus } from "#lib/domain/workflow/run.ts";

/** Columns of a run `r` with its steps, for `runFromRow`. */
export const RUN_COLUMNS = `r.id, r.session_id, r.conversation_id, r.type, r.orchestrator, r.status, r.progress, r.current_step,
  r.params, r.started_by_slug, r.result, r.error, r.created_at, r.started_at, r.ended_at,
  (select coalesce(jsonb_agg(to_jsonb(s) - 'output' order by s.position), '[]') from workflow_steps s where s.run_id = r.id) as steps`;

export interface RunRow {
  id: string;
  session_id: string;
  conversation_id: string | null;
  type: string;
  orchestrator: string;
  status: RunStatus;
  progress: number;
  current_step: string | null;
  params: JsonObject;
  started_by_slug: string | null;
  result: Json | null;
  error: Failure | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  steps: StepRow[];
}

interface StepRow {
  name: string;
  label: string;
  status: StepStatus;
  attempts: number;
  service: string | null;
  contribution: string | null;
  started_at: string | null;
  ended_at: string | null;
  error: Failure | null;
}

export function runFromRow(row: RunRow): Run {
  return {
    id: row.id,
    sessionId: row.session_id,
    conversationId: row.conversation_id,
    type: row.type,
    orchestrator: row.orchestrator,
    status: row.status,
    progress: row.progress,
    currentStep: row.current_step,
    steps: row.steps.map(stepFromRow),
    params: row.params,
    startedBySlug: row.started_by_slug,
    result: row.result,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    startedAt: iso(row.started_at),
    endedAt: iso(row.ended_at),
  };
}

const stepFromRow = (row: StepRow): Step => ({
  name: row.name,
  label: row.label,
  status: row.status,
  attempts: row.attempts,
  service: row.service,
  contribution: row.contribution,
  startedAt: iso(row.started_at),
  endedAt: iso(row.ended_at),
  error: row.error,
});

const iso = (time: Date | string | null): string | null => time && new Date(time).toISOString();
