import type pg from "pg";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { ClaimedRun, Runs } from "#lib/application/ports/runs.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { object, readOne, type Statement } from "./read-sql.ts";
import { RUN } from "./run-reads.ts";
import { transaction } from "./transaction.ts";

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
  // One that was begun while its session was being stopped was not seen there.
  cancelRequested: "r.cancel_requested_at is not null or s.status = 'stopped' or s.deleted_at is not null",
  outputs: `(select coalesce(json_object_agg(w.name, w.output), '{}') from workflow_steps w
    where w.run_id = r.id and w.status = 'completed')`,
});

const OPEN = "r.id = $1 and r.segment = $2 and r.status in ('queued', 'running')";

/** $1 run. Before it is claimed: what its former process is just committing is then there to be read. */
const LOCK: Statement = { name: "run_lock", text: "select from workflow_runs where id = $1 for no key update" };

/**
 * $1 run, $2 segment, $3 executor: claimed as turns are, in one transaction after `LOCK`. `held` when a living process
 * executes it.
 */
const CLAIM: Statement = {
  name: "run_claim",
  text: `with claimed as (
      update workflow_runs r set epoch = r.epoch + 1, executor_id = $3
      where ${OPEN} and (r.executor_id is null or r.executor_id = $3
        or not exists (select 1 from executors e where e.id = r.executor_id and e.leased_until > now())) returning *)
    select ${CLAIMED} as item
    from claimed r join sessions s on s.id = r.session_id left join conversations c on c.id = r.conversation_id
    union all
    select json_build_object('held', true) from workflow_runs r where ${OPEN} and not exists (select 1 from claimed)`,
};

const POSITION: Statement = {
  name: "run_position",
  text: `select ${object({ segment: "r.segment", epoch: "r.epoch" })} as item from workflow_runs r where r.id = $1`,
};

const CANCEL_REQUESTED = "select 1 from workflow_runs where id = $1 and cancel_requested_at is not null";
const REQUEST_CANCEL = `update workflow_runs set cancel_requested_at = coalesce(cancel_requested_at, $2)
  where id = $1 and status in ('queued', 'running', 'waiting')`;

interface RunsOptions {
  pool: pg.Pool;
  invalidations: Invalidations;
  executorId: string;
}

/** Claims and cancels of workflow runs in PostgreSQL. */
export function createRuns({ pool, invalidations, executorId }: RunsOptions): Runs {
  return {
    async claim(runId, segment) {
      const run = await transaction(pool, async (client) => {
        await client.query({ ...LOCK, values: [runId] });
        return readOne<ClaimedRun | { held: true }>(client, CLAIM, [runId, segment, executorId]);
      });
      if (run && "held" in run) throw new DomainError("turn_in_progress", "A living process executes this run.");
      return run;
    },
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
