import type pg from "pg";
import { COUNTED, DROP_ORPHANS, START } from "./budget-statements.ts";
import { transaction } from "./transaction.ts";

/** Budgets whose counters may be wrong: something is set aside, or they were made while calls were under way. */
const DOUBTFUL =
  "select id from budgets where reserved_micros > 0 or created_at > now() - interval '2 minutes' order by id";

/** Under the row's lock no counter moves, and this statement's snapshot comes after it: every call is in it or counts itself. */
const RECOUNT = `
  update budgets b set period_start = ${START},
    reserved_micros = (select coalesce(sum(r.amount_micros), 0) from budget_reservations r where r.budget_id = b.id),
    spent_micros = case when b.period_start >= ${START} and b.created_at < now() - interval '2 minutes' then b.spent_micros
      else (select coalesce(sum(c.cost_micros), 0) from model_calls c where ${COUNTED} and c.at >= ${START}) end
  where b.id = $1`;

/** Gives back what dead work had set aside, and counts anew what may have been counted by nobody. */
export async function mendBudgets(pool: Pick<pg.Pool, "query" | "connect">): Promise<void> {
  await pool.query(DROP_ORPHANS);
  const { rows } = await pool.query<{ id: string }>(DOUBTFUL);
  for (const { id } of rows) {
    await transaction(pool, async (client) => {
      await client.query("select 1 from budgets where id = $1 for no key update", [id]);
      await client.query(RECOUNT, [id]);
    });
  }
}
