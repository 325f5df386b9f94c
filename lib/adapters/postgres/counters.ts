import type pg from "pg";
import type { Counters, Given } from "#lib/adapters/limits/rate-limits.ts";

const WANTED = `jsonb_to_recordset($1::jsonb) as w(key text, count int, quota int, seconds int)`;

/**
 * One statement for all counters that are asked for at once. `granted` stays in the row, so that what the update gave can
 * be returned; in the order of the keys, so that two statements never wait for each other.
 */
const TAKE = {
  name: "counters_take",
  text: `insert into rate_limits as r (key, remaining, granted, resets_at)
    select key, quota - least(count, quota), least(count, quota), now() + seconds * interval '1 second'
      from ${WANTED} order by key
    on conflict (key) do update set
      remaining = case when r.resets_at > now() then r.remaining - least(excluded.granted, r.remaining) else excluded.remaining end,
      granted = case when r.resets_at > now() then least(excluded.granted, r.remaining) else excluded.granted end,
      resets_at = case when r.resets_at > now() then r.resets_at else excluded.resets_at end
    returning key, granted, remaining, (extract(epoch from resets_at - now()) * 1000)::float8 as "resetMs"`,
};

const GIVE_BACK = {
  name: "counters_give_back",
  text: `with mine as (select r.key, w.count, w.quota from rate_limits r join ${WANTED} using (key)
      where r.resets_at > now() order by r.key for update of r)
    update rate_limits r set remaining = least(r.remaining + mine.count, mine.quota) from mine where r.key = mine.key`,
};

/** Counters in an unlogged table: a crash of PostgreSQL sets them to zero, and no commit waits for the disk. */
export function createPostgresCounters(pool: pg.Pool): Counters {
  return {
    async take(wanted) {
      const { rows } = await pool.query<Given & { key: string }>({ ...TAKE, values: [JSON.stringify(wanted)] });
      const given = new Map(rows.map((row) => [row.key, row]));
      return wanted.map(({ key }) => given.get(key) as Given);
    },
    async giveBack(wanted) {
      await pool.query({ ...GIVE_BACK, values: [JSON.stringify(wanted)] });
    },
  };
}
