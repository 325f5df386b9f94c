import type pg from "pg";
import type { SessionReads } from "#lib/application/ports/reads.ts";
import { type Access, entryFor } from "#lib/domain/session/access.ts";
import {
  emptyOrchestratorContext,
  evolveOrchestratorContext,
  type OrchestratorContext,
} from "#lib/domain/session/orchestrator-context.ts";
import { ENTRY, type EntryRow, toEntry } from "./feed-reads.ts";
import { array, object, readAll, readOne, statement } from "./read-sql.ts";

const FACTS = `'session.imported', 'handoff.created', 'workflow.started', 'workflow.progress', 'workflow.completed',
  'workflow.failed', 'workflow.cancelled'`;

/** The stored fold of `sessions s` and the facts after it. */
export const ORCHESTRATION = object({
  context: "s.orchestrator_context",
  at: "s.orchestrator_context_at",
  tail: array(
    ENTRY,
    `from session_feed f where f.session_id = s.id and f.sequence > s.orchestrator_context_at and f.type in (${FACTS})`,
    "f.sequence",
  ),
});

export interface OrchestrationRow {
  context: OrchestratorContext;
  at: number;
  tail: EntryRow[];
}

// Beyond this many facts a reader stores the fold, so that no read folds a whole history.
const LONGEST_TAIL = 200;

const SAVE = `update sessions set orchestrator_context = $2, orchestrator_context_at = $3
  where id = $1 and orchestrator_context_at < $3`;

/** The context as of the row's snapshot. Stores a long fold, never over a newer one. */
export async function foldOrchestration(
  pool: pg.Pool,
  sessionId: string,
  { context, tail }: OrchestrationRow,
): Promise<OrchestratorContext> {
  const folded = tail.map(toEntry).reduce((so, entry) => evolveOrchestratorContext(so, entry, entry.at), context);
  const newest = tail.at(-1);
  if (newest && tail.length > LONGEST_TAIL)
    await pool.query(SAVE, [sessionId, JSON.stringify(folded), newest.sequence]);
  return folded;
}

const UP_TO = statement(
  "orchestration_up_to",
  ENTRY,
  `from session_feed f where f.session_id = $1 and f.sequence <= $2 and f.type in (${FACTS}) order by f.sequence`,
);

/** The fold of what this person sees: the stored one is of the whole session. */
export async function foldSeen(
  pool: pg.Pool,
  access: Access,
  sessionId: string,
  upTo: number,
): Promise<OrchestratorContext> {
  const rows = await readAll<EntryRow>(pool, UP_TO, [sessionId, upTo]);
  return rows
    .map((row) => entryFor(access, toEntry(row)))
    .filter((entry) => entry.type !== "hidden")
    .reduce((so, entry) => evolveOrchestratorContext(so, entry, entry.at), emptyOrchestratorContext);
}

const BY_ID = statement("orchestrator_context", ORCHESTRATION, "from sessions s where s.id = $1");

export function createOrchestrationReads(pool: pg.Pool): Pick<SessionReads, "orchestratorContext"> {
  return {
    async orchestratorContext(sessionId) {
      const row = await readOne<OrchestrationRow>(pool, BY_ID, [sessionId]);
      return row ? foldOrchestration(pool, sessionId, row) : emptyOrchestratorContext;
    },
  };
}
