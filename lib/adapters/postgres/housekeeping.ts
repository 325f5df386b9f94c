import type pg from "pg";

/**
 * Rows that one statement looks at: none is long, and what it has deleted stays deleted whatever comes next. What is
 * committed beside it waits for its log to be on the disk: ten times as many held live text up for 50 ms.
 */
const PAGE = 1_000;
/** Pages of one table in one pass; the next pass goes on. */
const MOST_PAGES = 1_000;

/**
 * One page of live text, of rows behind $1. It is needed while its turn is accepted or running; whoever joins after
 * that reads the message, and half a minute is left to those who are just reading. Rows are named by their place and
 * turns looked up one by one (`offset 0`): of a table that fills and empties the planner knows nothing.
 */
const DROP_TEXT = {
  name: "deltas_drop",
  text: `with page as materialized (
      select ctid as place, id, turn_id from deltas where id > $1 order by id limit ${PAGE}),
    past as materialized (
      select turn_id from (select distinct turn_id from page) p where not exists (
        select 1 from turns t where t.id = p.turn_id
          and (t.status in ('accepted', 'running') or t.ended_at > now() - interval '30 seconds') offset 0)),
    gone as (delete from deltas where ctid = any (array(select place from page join past using (turn_id))))
    select max(id)::text as last, count(*)::int as seen from page`,
};

const PAST = [
  ["idempotency_keys", "created_at < now() - interval '24 hours'"],
  ["attempt_counts", "until < now()"],
  // A person is told for a month that an admin made a link for their password.
  [
    "account_tokens",
    "expires_at < now() - case when created_by is null then interval '24 hours' else interval '30 days' end",
  ],
  ["auth_sessions", "expires_at < now() - interval '24 hours'"],
  ["letters", "settled_at < now() - interval '30 days'"],
  ["rate_limits", "resets_at < now()"],
] as const;

type Database = Pick<pg.Pool, "query">;

/**
 * Deletes what is of no use to anyone any more: live text of turns that have ended or wait for an answer, old
 * idempotency keys, counts of failed attempts, full limits, links that are over, ended sign-ins, letters of last month.
 * It may be cut off at any moment.
 */
export async function keepHouse(database: Database): Promise<void> {
  await dropText(database);
  for (const [table, isPast] of PAST) {
    // Rows that somebody uses now are left for the next pass: nobody waits for us, nor we for them.
    const some = `delete from ${table} where ctid = any (array(select ctid from ${table} where ${isPast} limit ${PAGE} for update skip locked))`;
    await pages(async () => (await database.query(some)).rowCount ?? 0);
  }
}

async function dropText(database: Database): Promise<void> {
  let last = "0";
  await pages(async () => {
    const { rows } = await database.query({ ...DROP_TEXT, values: [last] });
    const page = rows[0] as { last: string | null; seen: number };
    last = page.last ?? last;
    return page.seen;
  });
}

async function pages(next: () => Promise<number>): Promise<void> {
  for (let page = 0; page < MOST_PAGES; page++) if ((await next()) < PAGE) return;
}
