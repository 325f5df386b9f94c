import type pg from "pg";
import type { BudgetRow, Budgets, PausedTurn, Reserved } from "#lib/application/ports/budgets.ts";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { periodStart, type WaitingFor, whoFits } from "#lib/domain/budget/budget.ts";
import type { PrismaClient } from "#lib/generated/prisma/client.ts";
import { audited } from "./audit-log.ts";
import { budgetJson, COUNTED, MAY_GO_ON, RESERVE, WAITING } from "./budget-statements.ts";
import { isId, readAll, readOne, statement } from "./read-sql.ts";

const TOPIC = "budgets";
const TTL_MS = 60_000;
const MAX_ENTRIES = 5_000;

const LIST = statement(
  "budgets_list",
  budgetJson(WAITING),
  "from budgets b where b.workspace_id = $1 order by b.created_at, b.id",
);
const FIND = statement("budgets_find", budgetJson(WAITING), "from budgets b where b.workspace_id = $1 and b.id = $2");
const LIMITED = {
  name: "budgets_limit",
  text: "select exists (select 1 from budgets where workspace_id = $1) as limited",
};

interface BudgetsOptions {
  pool: pg.Pool;
  prisma: PrismaClient;
  invalidations: Invalidations;
  /** Milliseconds of a clock. */
  now(): number;
}

type Known = { limited: Promise<boolean>; expiresAt: number };

/** Budgets in PostgreSQL. Whether a workspace has any is remembered for a minute, or until that changes on any process. */
export function createBudgets({ pool, prisma, invalidations, now }: BudgetsOptions): Budgets {
  const known = new Map<string, Known>();
  invalidations.subscribe(
    TOPIC,
    (workspaceId) => known.delete(workspaceId),
    () => known.clear(),
  );

  const look = async (workspaceId: string): Promise<boolean> => {
    const { rows } = await pool.query<{ limited: boolean }>({ ...LIMITED, values: [workspaceId] });
    return rows[0]?.limited ?? false;
  };

  return {
    list: (workspaceId) => readAll<BudgetRow>(pool, LIST, [workspaceId]),
    find: async (workspaceId, id) => (isId(id) ? readOne<BudgetRow>(pool, FIND, [workspaceId, id]) : null),

    insert: (budget, audit) =>
      audited(prisma, audit, async (tx) => {
        const { id, workspaceId, scope, subject, period, limitMicros, createdBy, at } = budget;
        const made = await tx.$executeRawUnsafe(
          `with b as (select $1::uuid as id, $2::uuid as workspace_id, $3::text as scope, $4::text as subject, $5::text as period,
             $6::bigint as limit_micros, $7::timestamptz as period_start, $8::uuid as created_by, $9::timestamptz as at)
           insert into budgets (id, workspace_id, scope, subject, period, limit_micros, spent_micros, period_start, created_by, created_at, updated_at)
           select b.id, b.workspace_id, b.scope, b.subject, b.period, b.limit_micros,
             (select coalesce(sum(c.cost_micros), 0) from model_calls c where ${COUNTED} and c.at >= b.period_start),
             b.period_start, b.created_by, b.at, b.at
           from b on conflict do nothing`,
          ...[id, workspaceId, scope, subject, period, limitMicros, periodStart(period, at), createdBy, at],
        );
        return made > 0;
      }),
    setLimit: (workspaceId, id, limitMicros, at, audit) =>
      audited(prisma, audit, async (tx) => {
        const data = { limitMicros, updatedAt: at };
        return (await tx.budget.updateMany({ where: { id, workspaceId }, data })).count > 0;
      }),
    delete: (workspaceId, id, audit) =>
      audited(prisma, audit, async (tx) => (await tx.budget.deleteMany({ where: { id, workspaceId } })).count > 0),
    changed: (workspaceId) => invalidations.publish(TOPIC, workspaceId),

    limit(workspaceId) {
      const before = known.get(workspaceId);
      if (before && before.expiresAt > now()) return before.limited;
      const entry: Known = { limited: look(workspaceId), expiresAt: now() + TTL_MS };
      known.delete(workspaceId);
      known.set(workspaceId, entry);
      entry.limited.catch(() => known.get(workspaceId) === entry && known.delete(workspaceId));
      if (known.size > MAX_ENTRIES) known.delete(known.keys().next().value as string);
      return entry.limited;
    },

    async reserve({ sourceId, epoch, workspaceId, agent, userId, ownModel, estimate }): Promise<Reserved> {
      const { most, limited, least } = estimate;
      const values = [sourceId, epoch, workspaceId, agent, userId, most, limited, least, ownModel];
      const { rows } = await pool.query({ ...RESERVE, values });
      const { ours, granted, limiting, tightest } = rows[0] as Answer;
      if (!ours) return { kind: "fenced" };
      if (limiting === 0) return { kind: "granted", micros: most };
      if (granted !== null) return { kind: "granted", micros: Number(granted) };
      return { kind: "refused", budget: tightest as BudgetRow };
    },

    async mayGoOn(atMost) {
      const { rows } = await pool.query<PausedTurn & WaitingFor>({ ...MAY_GO_ON, values: [atMost] });
      return [...rows.filter(({ over }) => over), ...whoFits(rows.filter(({ over }) => !over))].slice(0, atMost);
    },
  };
}

type Answer = { ours: boolean; granted: string | null; limiting: number; tightest: BudgetRow | null };
