import type pg from "pg";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { Runs } from "#lib/application/ports/runs.ts";
import type { Json } from "#lib/domain/json.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { evolveOrchestratorContext, type OrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import { RUN_COLUMNS, type RunRow, runFromRow } from "./run-rows.ts";

/** The topic under which processes tell each other of cancelled runs. */
const CANCEL = "run-cancel";
/** A notice may be lost with its connection: the row is looked at as well. */
const LOOK_EVERY_MS = 1_000;

interface ClaimedRow extends RunRow {
  workspace_id: string;
  user_id: string;
  owner_id: string;
  subject: string | null;
  slug: string | null;
  agent_id: string | null;
  epoch: number;
  cancel_requested_at: Date | null;
  outputs: Record<string, Json> | null;
}

const CLAIM = `with r as (
    update workflow_runs set epoch = epoch + 1
    where id = $1 and segment = $2 and status in ('queued', 'running') returning *)
  select ${RUN_COLUMNS}, r.workspace_id, r.user_id, r.epoch, r.cancel_requested_at, one.owner_id, one.subject, c.slug, c.agent_id,
    (select jsonb_object_agg(s.name, coalesce(s.output, 'null')) from workflow_steps s
     where s.run_id = r.id and s.status = 'completed') as outputs
  from r join sessions one on one.id = r.session_id left join conversations c on c.id = r.conversation_id`;

const CONTEXT = `select s.orchestrator_context as context, f.type, f.data, f.at from sessions s
  left join session_feed f on f.session_id = s.id and f.sequence > s.orchestrator_context_at
    and (f.type = 'handoff.created' or f.type like 'workflow.%')
  where s.id = $1 order by f.sequence`;

/** Claims and cancels of workflow runs in PostgreSQL. */
export function createRuns({ pool, invalidations }: { pool: pg.Pool; invalidations: Invalidations }): Runs {
  const cancelRequested = async (runId: string): Promise<boolean> => {
    const { rowCount } = await pool.query(
      "select 1 from workflow_runs where id = $1 and cancel_requested_at is not null",
      [runId],
    );
    return Boolean(rowCount);
  };

  return {
    async claim(runId, segment) {
      const { rows } = await pool.query<ClaimedRow>(CLAIM, [runId, segment]);
      const [row] = rows;
      if (!row) return null;
      const { conversation_id: id, slug, agent_id: agentId } = row;
      return {
        run: runFromRow(row),
        workspaceId: row.workspace_id,
        userId: row.user_id,
        sessionOwnerId: row.owner_id,
        sessionSubject: row.subject,
        conversation: id && slug && agentId ? { id, slug, agentId } : null,
        epoch: row.epoch,
        cancelRequested: row.cancel_requested_at !== null,
        outputs: row.outputs ?? {},
      };
    },
    async requestCancel(runId, at) {
      const { rowCount } = await pool.query(
        `update workflow_runs set cancel_requested_at = coalesce(cancel_requested_at, $2)
         where id = $1 and status in ('queued', 'running', 'waiting')`,
        [runId, at],
      );
      if (rowCount) invalidations.publish(CANCEL, runId);
      return Boolean(rowCount);
    },
    cancelSignal(runId) {
      const controller = new AbortController();
      const subscription = invalidations.subscribe(CANCEL, (key) => {
        if (key === runId) controller.abort();
      });
      const look = setInterval(() => {
        cancelRequested(runId).then(
          (requested) => requested && controller.abort(),
          () => {},
        );
      }, LOOK_EVERY_MS);
      look.unref();
      return {
        signal: controller.signal,
        dispose() {
          clearInterval(look);
          subscription.close();
        },
      };
    },
    async position(runId) {
      const { rows } = await pool.query("select segment, epoch from workflow_runs where id = $1", [runId]);
      return rows[0] ?? null;
    },
    async orchestratorContext(sessionId) {
      const { rows } = await pool.query<ContextRow>(CONTEXT, [sessionId]);
      if (!rows[0]) throw new Error(`There is no session ${sessionId}.`);
      return rows.reduce(
        (context, { type, data, at }) =>
          type && at ? evolveOrchestratorContext(context, { type, ...data } as FeedFact, at.toISOString()) : context,
        rows[0].context,
      );
    },
  };
}

interface ContextRow {
  context: OrchestratorContext;
  type: string | null;
  data: object | null;
  at: Date | null;
}
