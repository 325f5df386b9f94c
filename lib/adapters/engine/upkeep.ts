import { DBOS } from "@dbos-inc/dbos-sdk";
import type pg from "pg";

const KEEP_ENDED_MS = 10 * 60_000;
const FORGET_AT_ONCE = 1_000;
/** In one pass; the next goes on. */
const MOST_FORGOTTEN = 50_000;

const orphaned = (table: string, isIts: string, again: string): string => `
  update ${table} t set segment = t.segment + 1, ${again}
  where t.status = 'running' and t.started_at < now() - interval '15 seconds'
    and not exists (select 1 from executors e where e.id = t.executor_id and e.leased_until > now() - interval '10 seconds')
    and not exists (select 1 from dbos.workflow_status w where ${isIts} and w.status in ('PENDING', 'ENQUEUED'))`;

const ORPHANS = [
  orphaned("turns", "starts_with(w.workflow_uuid, t.executor_id || ':')", "status = 'accepted', accepted_at = now()"),
  orphaned("workflow_runs", "w.workflow_uuid = t.id || ':' || t.segment", "status = 'queued', executor_id = null"),
];

/** Turns and runs of processes that are gone, of which the engine holds nothing any more: a new segment starts them again. */
export async function restartOrphans(pool: Pick<pg.Pool, "query">): Promise<void> {
  for (const statement of ORPHANS) await pool.query(statement);
}

/** The engine's records of what has ended are of no use to anyone; ours are the turns and runs themselves. */
export async function forgetEnded(keepMs = KEEP_ENDED_MS): Promise<void> {
  for (let forgotten = 0, found = FORGET_AT_ONCE; found === FORGET_AT_ONCE && forgotten < MOST_FORGOTTEN; ) {
    const ended = await DBOS.listWorkflows({
      status: ["SUCCESS", "ERROR", "CANCELLED"],
      completedBefore: new Date(Date.now() - keepMs).toISOString(),
      loadInput: false,
      loadOutput: false,
      limit: FORGET_AT_ONCE,
    });
    found = ended.length;
    forgotten += found;
    if (found > 0) await DBOS.deleteWorkflows(ended.map((one) => one.workflowID));
  }
}
