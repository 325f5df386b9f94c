import type pg from "pg";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { ClaimedRun, Runs } from "#lib/application/ports/runs.ts";
import { object, readOne, type Statement } from "./read-sql.ts";
import { RUN } from "./run-reads.ts";

/** The topic under which processes tell each other of cancelled runs. */
const CANCEL = "run-cancel";
/** A notice may be lost with its connection: the row is looked at as well. */
const LOOK_EVERY_MS = 1_000;

const CLAIMED = object({
  run: RUN,
  workspaceId: "r.workspace_id",
  userId: "r.user_id",
  sessionOwnerId: "s.owner_id",
  sessionSubject: "s.subject",
  conversation:
    "case when c.id is not null then json_build_object('id', c.id, 'slug', c.slug, 'agentId', c.agent_id) end",
  epoch: "r.epoch",
  cancelRequested: "r.cancel_requested_at is not null",
  outputs: `(select coalesce(json_object_agg(w.name, w.output), '{}') from workflow_steps w
    where w.run_id = r.id and w.status = 'completed')`,
});

const CLAIM: Statement = {
  name: "run_claim",
  text: `with r as (
      update workflow_runs set epoch = epoch + 1
      where id = $1 and segment = $2 and status in ('queued', 'running') returning *)
    select ${CLAIMED} as item
    from r join sessions s on s.id = r.session_id left join conversations c on c.id = r.conversation_id`,
};

const POSITION: Statement = {
  name: "run_position",
  text: `select ${object({ segment: "r.segment", epoch: "r.epoch" })} as item from workflow_runs r where r.id = $1`,
};

const CANCEL_REQUESTED = "select 1 from workflow_runs where id = $1 and cancel_requested_at is not null";
const REQUEST_CANCEL = `update workflow_runs set cancel_requested_at = coalesce(cancel_requested_at, $2)
  where id = $1 and status in ('queued', 'running', 'waiting')`;

/** Claims and cancels of workflow runs in PostgreSQL. */
export function createRuns({ pool, invalidations }: { pool: pg.Pool; invalidations: Invalidations }): Runs {
  return {
    claim: (runId, segment) => readOne<ClaimedRun>(pool, CLAIM, [runId, segment]),
    position: (runId) => readOne<{ segment: number; epoch: number }>(pool, POSITION, [runId]),
    async requestCancel(runId, at) {
      const { rowCount } = await pool.query(REQUEST_CANCEL, [runId, at]);
      if (rowCount) invalidations.publish(CANCEL, runId);
      return Boolean(rowCount);
    },
    cancelSignal(runId) {
      const controller = new AbortController();
      const subscription = invalidations.subscribe(CANCEL, (key) => {
        if (key === runId) controller.abort();
      });
      const look = setInterval(() => {
        pool.query(CANCEL_REQUESTED, [runId]).then(
          ({ rowCount }) => rowCount && controller.abort(),
          () => {}, // the next look comes in a second
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
  };
}
