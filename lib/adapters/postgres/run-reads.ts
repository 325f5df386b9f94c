import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import { visibleIn } from "./access-sql.ts";
import { decodeCursor, encodeCursor, pageOf } from "./cursor.ts";
import { array, isId, iso, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

const STEPS = array(
  object({
    name: "w.name",
    label: "w.label",
    status: "w.status",
    attempts: "w.attempts",
    service: "w.service",
    contribution: "w.contribution",
    startedAt: iso("w.started_at"),
    endedAt: iso("w.ended_at"),
    error: "w.error",
  }),
  "from workflow_steps w where w.run_id = r.id",
  "w.position",
);

/** A row of `workflow_runs r` as a `Run` with its steps in order. */
export const RUN = object({
  id: "r.id",
  sessionId: "r.session_id",
  conversationId: "r.conversation_id",
  type: "r.type",
  orchestrator: "r.orchestrator",
  status: "r.status",
  progress: "r.progress",
  currentStep: "r.current_step",
  steps: STEPS,
  params: "r.params",
  startedBySlug: "r.started_by_slug",
  result: "r.result",
  error: "r.error",
  createdAt: iso("r.created_at"),
  startedAt: iso("r.started_at"),
  endedAt: iso("r.ended_at"),
});

const RUNS = "from workflow_runs r join sessions s on s.id = r.session_id";
const SEEN = `s.workspace_id = $1 and ${visibleIn("s", "r.conversation_id")}`;
const BY_ID = statement("run", RUN, `${RUNS} where ${SEEN} and r.id = $3`);

export function createRunReads(pool: pg.Pool): Pick<SessionReads, "run" | "runs"> {
  return {
    run: async (viewer, runId) => (isId(runId) ? readOne<Run>(pool, BY_ID, [...seenBy(viewer), runId]) : null),
    async runs(viewer, { sessionId, type, limit, cursor }) {
      const values: unknown[] = seenBy(viewer);
      const shape = ["runs"];
      const where = [SEEN];
      const given = (name: string, value: unknown): string => {
        shape.push(name);
        return `$${values.push(value)}`;
      };
      if (sessionId !== undefined) {
        if (!isId(sessionId)) return { items: [], nextCursor: null };
        where.push(`r.session_id = ${given("session", sessionId)}`);
      } else where.push("r.workspace_id = $1 and r.user_id = $2");
      if (type) where.push(`r.type = ${given("type", type)}`);
      if (cursor) {
        const { at, id } = decodeCursor(cursor);
        where.push(`(r.created_at, r.id) < (${given("after", at)}::timestamptz, $${values.push(id)}::uuid)`);
      }
      const rows = `$${values.push(limit + 1)}::int`;
      const rest = `${RUNS} where ${where.join(" and ")} order by r.created_at desc, r.id desc limit ${rows}`;
      const found = await readAll<Run>(pool, statement(shape.join("_"), RUN, rest), values);
      return pageOf(found, limit, (last) => encodeCursor({ at: last.createdAt, id: last.id }));
    },
  };
}
